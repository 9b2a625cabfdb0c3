import assert from "node:assert/strict";
import { parseCniError } from "./errors.ts";
import type { Plugin } from "./plugin.ts";
import { emptyResult } from "./result.ts";
import { servePlugin } from "./serve.ts";
import { attachmentVariables } from "./testing.ts";

/** Waits until it is told to stop. */
const waiting: Plugin = {
  about: "waits",
  add: ({ signal }) => new Promise((_, reject) => signal.onabort = () => reject(signal.reason)),
  del: ({ config }) => Promise.reject(new Error(`no ${config.name} here`)),
};

const call = (command: string, signal?: AbortSignal) => ({
  stdin: new TextEncoder().encode('{"cniVersion":"1.0.0","name":"n","type":"t"}'),
  environment: attachmentVariables(command) as Record<string, string>,
  signal,
});

Deno.test("a plugin that is served here answers as its process would", async () => {
  const plugin: Plugin = {
    ...waiting,
    add(invocation, commit) {
      invocation.log(`for ${invocation.containerId}`);
      commit(emptyResult());
      return Promise.resolve();
    },
  };
  const { exitCode, stdout, stderr } = await servePlugin(plugin, call("ADD"));
  assert.equal(exitCode, 0);
  assert.equal(JSON.parse(new TextDecoder().decode(stdout)).cniVersion, "1.0.0");
  assert.equal(new TextDecoder().decode(stderr), "for c1\n");
});

Deno.test("what a plugin that is served here throws is the error object on its stdout", async () => {
  const { exitCode, stdout } = await servePlugin(waiting, call("DEL"));
  assert.equal(exitCode, 1);
  const error = parseCniError(JSON.parse(new TextDecoder().decode(stdout)));
  assert.equal(error?.message, "no n here");
});

Deno.test("aborting interrupts a plugin that is served here, and rejects with the reason", async () => {
  const reason = new Error("enough");
  const stop = new AbortController();
  setTimeout(() => stop.abort(reason), 5);
  await assert.rejects(servePlugin(waiting, call("ADD", stop.signal)), reason);
});
