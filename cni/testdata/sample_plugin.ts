/** A plugin for tests of the process around one: it does what its configuration's `do` says. */

import { emptyResult, type Plugin, runPlugin } from "../mod.ts";

const plugin: Plugin = {
  about: "CNI sample plugin v0",

  async add({ config, ifname, log, signal }, commit) {
    const wait = Number(config.raw["waitMs"] ?? 0);
    log("working");
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        resolve(undefined);
      });
    });
    try {
      signal.throwIfAborted();
      commit({ ...emptyResult(), interfaces: [{ name: ifname, mac: "x".repeat(100) }] });
    } catch (error) {
      log("unwound");
      throw error;
    }
  },

  del: () => Promise.resolve(),
};

Deno.exit(await runPlugin(plugin));
