/**
 * Plugins of other projects, as far as a chain can tell: run by the lab's own program under their names.
 * @module
 */
import type { Plugin } from "../../../cni/mod.ts";
import { flannelPlugin } from "./flannel/plugin.ts";
import { sriovPlugin } from "./sriov/plugin.ts";

export { EXAMPLE_SUBNET, SUBNET_FILE } from "./flannel/subnet.ts";

const STAND_INS: Readonly<Record<string, Plugin>> = {
  flannel: flannelPlugin,
  sriov: sriovPlugin,
};

/** The plugin types that have a stand-in. */
export const STAND_IN_TYPES: readonly string[] = Object.keys(STAND_INS);

export { SRIOV_KEYS, sriovRefusal } from "./sriov/config.ts";

/** Returns the stand-in for a plugin type. Throws Error when there is none. */
export function standIn(type: string): Plugin {
  const plugin = STAND_INS[type];
  if (plugin) return plugin;
  throw new Error(`no stand-in for ${JSON.stringify(type)}; there is ${STAND_IN_TYPES.join(", ")}`);
}
