/** The plugin, for `runPlugin` of the protocol layer. A call loads the code of its command and no other. */

import type { Plugin } from "../../cni/mod.ts";
import { logged } from "../log/mod.ts";

/** The bond plugin: ADD, DEL, CHECK, GC and STATUS. */
export const bondPlugin: Plugin = {
  about: "CNI bond plugin",
  addressless: true,
  brief: true,
  add: (invocation, commit) =>
    logged(invocation, async (call) => (await import("./add.ts")).add(call, commit)),
  del: (invocation) => logged(invocation, async (call) => (await import("./del.ts")).del(call)),
  check: (invocation) =>
    logged(invocation, async (call) => (await import("./check.ts")).check(call)),
  gc: (invocation) => logged(invocation, async (call) => (await import("./gc.ts")).gc(call)),
  status: (invocation) =>
    logged(invocation, async (call) => (await import("./status.ts")).status(call)),
};
