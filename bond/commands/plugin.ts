/** The plugin, for `runPlugin` of the protocol layer. */

import type { Plugin } from "../../cni/mod.ts";
import { add } from "./add.ts";
import { check } from "./check.ts";
import { del } from "./del.ts";
import { gc } from "./gc.ts";
import { status } from "./status.ts";

/** The bond plugin: ADD, DEL, CHECK, GC and STATUS. */
export const bondPlugin: Plugin = {
  about: "CNI bond plugin",
  addressless: true,
  add,
  del,
  check,
  gc,
  status,
};
