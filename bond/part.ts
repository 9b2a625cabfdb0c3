/**
 * The plugin, and what serves it: what a CNI call loads first. A door of its own, since whoever goes
 * through mod.ts loads all that other programs may want. It is built without commands/addresses.ts.
 */

export { runPlugin } from "../cni/mod.ts";
export { bondPlugin } from "./commands/mod.ts";
