/** A version of CNI that a plugin here does not speak. */

import { isCniVersion } from "../../../cni/mod.ts";
import { DEFAULT_CLUSTER_NETWORK } from "../chain/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  ipamType,
  pluginsIn,
  type Report,
  versionOf,
} from "../lint/mod.ts";
import type { Delegate } from "../model.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `cni-version-unspoken`. */
export const cniVersionUnspoken = defineRule({
  code: "cni-version-unspoken",
  severity: "error",
  replay: "all",
  title: "a version of CNI that a plugin here does not speak",
  why: "The plugin refuses the configuration: the pod does not start on a node with these " +
    "programs.",
  remedy: "Write a version that all plugins of the network speak, or update the plugins.",
  wrong: variation({ bond: '"cniVersion": "1.1.0"' }),
  right: variation({ bond: '"cniVersion": "1.0.0"' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsIn(context).flatMap((use) => {
    const version = versionOf(use.delegate);
    if (!isCniVersion(version) || isMadeUp(use.delegate)) return [];
    const types = [use.type, ipamType(use)].filter((type) => type !== "");
    return types.flatMap((type): Report[] => {
      const spoken = context.facts.spoken(type);
      if (!spoken || spoken.versions.includes(version)) return [];
      return [aboutConfig(context, { delegate: use.delegate, path: [] }, ["cniVersion"], {
        message: `${use.delegate.network} is in version ${version} of CNI, and ${type} in ` +
          `${spoken.program} speaks ${spoken.versions.join(", ")}`,
        hint: `write ${spoken.versions.at(-1)}, or update ${spoken.program}`,
      })];
    });
  });
}

/** Nobody has written the network of a cluster that says nothing of its own: no program is asked for it. */
function isMadeUp({ master, cniName }: Delegate): boolean {
  return master && cniName === DEFAULT_CLUSTER_NETWORK["name"];
}
