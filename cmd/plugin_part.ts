/** The plugin, and what serves it: loaded for every CNI call but VERSION. */

export { bondPlugin } from "../bond/mod.ts";
export { runPlugin } from "../cni/mod.ts";
