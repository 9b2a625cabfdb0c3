/** What must run on the node so that its plugins can work. */

import { dirname } from "node:path";
import { memberOf } from "../../../cni/mod.ts";
import { pluginsOf } from "../../input/chain/mod.ts";
import { traitsOf } from "../../input/plugins/mod.ts";
import type { PodChain } from "../../input/model.ts";
import type { Daemon } from "../../lab/sandbox/mod.ts";
import { locateProgram, type ProgramSettings, usedTypes } from "../../lab/programs/mod.ts";

/** Returns the services that the plugins of the chains need. Makes the folders of their sockets. */
export function servicesOf(chains: readonly PodChain[], programs: ProgramSettings): Daemon[] {
  const types = new Set(chains.flatMap(({ delegates }) => delegates.flatMap(usedTypes)));
  return [...types].flatMap((type) => {
    const { daemon } = traitsOf(type);
    if (!daemon) return [];
    const { args, pidFile, ready } = daemon;
    Deno.mkdirSync(dirname(ready), { recursive: true });
    return [{ command: [locateProgram(type, programs), ...args], pidFile, ready }];
  });
}

/** Whether a stock plugin of the chains looks for its device by a PCI address. */
export function looksForCards(chains: readonly PodChain[]): boolean {
  return chains.flatMap(({ delegates }) => delegates).flatMap(pluginsOf).some((plugin) =>
    plugin["type"] === "host-device" && Boolean(memberOf(plugin, "pciBusID"))
  );
}
