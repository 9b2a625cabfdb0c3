/** A plugin that does nothing but note its calls, and how to call it. */

import assert from "node:assert/strict";
import type { Invocation } from "../invocation.ts";
import type { JsonObject } from "../json.ts";
import type { Plugin } from "../plugin.ts";
import { emptyResult, type Result } from "../result.ts";
import { attachmentVariables, callPluginHere, type PluginReply, replyObject } from "../testing.ts";

/** A result that every version can express. */
export const RESULT: Result = {
  ...emptyResult(),
  interfaces: [{ name: "eth0", sandbox: "/run/netns/absent-in-tests" }],
  ips: [{ interface: 0, address: "10.0.0.1/24" }],
};

/** A plugin that does nothing but note its calls. */
export class Recorder implements Plugin {
  readonly about = "CNI recorder plugin v1";
  readonly calls: Invocation[] = [];
  readonly add: Plugin["add"];
  readonly #work: (invocation: Invocation) => void;

  constructor(
    work: (invocation: Invocation) => void = () => {},
    add: Plugin["add"] = (_, commit) => Promise.resolve(commit(RESULT)),
  ) {
    this.#work = work;
    this.add = (invocation, commit) => {
      this.calls.push(invocation);
      return add(invocation, commit);
    };
  }

  #run(invocation: Invocation): Promise<void> {
    this.calls.push(invocation);
    return Promise.resolve().then(() => this.#work(invocation));
  }

  del = (invocation: Invocation): Promise<void> => this.#run(invocation);
  check = (invocation: Invocation): Promise<void> => this.#run(invocation);
  gc = (invocation: Invocation): Promise<void> => this.#run(invocation);
  status = (invocation: Invocation): Promise<void> => this.#run(invocation);
}

/** A configuration that nothing is wrong with. */
export const CONFIG = { cniVersion: "1.1.0", name: "n", type: "recorder" };

/** Calls a recorder, or `options.plugin`, in this process. */
export function call(
  command: string,
  stdin: string | JsonObject = CONFIG,
  options: { plugin?: Plugin; variables?: Record<string, string>; brokenStdout?: boolean } = {},
): Promise<PluginReply> {
  const { plugin = new Recorder(), variables = {}, brokenStdout = false } = options;
  return callPluginHere(plugin, {
    variables: attachmentVariables(command, variables),
    stdin,
    brokenStdout,
  });
}

/** Fails unless `reply` is one error object of `code` and `msg`; returns it. */
export function assertFailure(reply: PluginReply, code: number, msg: string | RegExp): JsonObject {
  assert.equal(reply.exitCode, 1);
  const error = replyObject(reply);
  assert.equal(error["code"], code);
  if (typeof msg === "string") assert.equal(error["msg"], msg);
  else assert.match(String(error["msg"]), msg);
  return error;
}
