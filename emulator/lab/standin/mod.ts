/**
 * Plugins of other projects, as far as a chain can tell: run by the lab's own program under their names.
 * @module
 */
import type { Plugin } from "../../../cni/mod.ts";
import type { StandInFacts } from "../../input/lint/mod.ts";
import { flannelFacts } from "./flannel/facts.ts";
import { flannelPlugin } from "./flannel/plugin.ts";
import { passthruFacts } from "./passthru/facts.ts";
import { passthruPlugin } from "./passthru/plugin.ts";
import { sriovFacts } from "./sriov/facts.ts";
import { sriovPlugin } from "./sriov/plugin.ts";

export { EXAMPLE_SUBNET, SUBNET_FILE } from "./flannel/subnet.ts";

/** A folder each: the plugin, and what others need to know of it. */
const STAND_INS: Readonly<Record<string, { plugin: Plugin; facts: StandInFacts }>> = {
  flannel: { plugin: flannelPlugin, facts: flannelFacts },
  passthru: { plugin: passthruPlugin, facts: passthruFacts },
  sriov: { plugin: sriovPlugin, facts: sriovFacts },
};

/** The plugin types that have a stand-in. */
export const STAND_IN_TYPES: readonly string[] = Object.keys(STAND_INS);

/** Returns what there is to know of a plugin type; undefined when it has no stand-in. */
export function standInFacts(type: string): StandInFacts | undefined {
  return STAND_INS[type]?.facts;
}

/** Returns the stand-in for a plugin type. Throws Error when there is none. */
export function standIn(type: string): Plugin {
  const found = STAND_INS[type];
  if (found) return found.plugin;
  throw new Error(`no stand-in for ${JSON.stringify(type)}; there is ${STAND_IN_TYPES.join(", ")}`);
}
