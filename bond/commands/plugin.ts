/** The plugin, for `runPlugin` of the protocol layer. A call loads the code of its command and no other. */

import type { Plugin } from "../../cni/mod.ts";

/** The bond plugin: ADD, DEL, CHECK, GC and STATUS. */
export const bondPlugin: Plugin = {
  about: "CNI bond plugin",
  addressless: true,
  add: async (invocation, commit) => (await import("./add.ts")).add(invocation, commit),
  del: async (invocation) => (await import("./del.ts")).del(invocation),
  check: async (invocation) => (await import("./check.ts")).check(invocation),
  gc: async (invocation) => (await import("./gc.ts")).gc(invocation),
  status: async (invocation) => (await import("./status.ts")).status(invocation),
};
