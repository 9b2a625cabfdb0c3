/**
 * What is likely to go wrong with chains that can be made, or not to be as it was meant. Nothing
 * here keeps a chain from being replayed: these are warnings.
 * @module
 */

import type { ResolvedChains } from "../chain/mod.ts";
import type { Manifests } from "../manifests/mod.ts";
import type { Diagnostic } from "../model.ts";
import { lintBondConfigs } from "./bond_config.ts";
import { lintBondLinks } from "./bond_links.ts";
import { lintDevices } from "./devices.ts";
import { lintDhcp } from "./dhcp.ts";
import { lintPlaceholders } from "./placeholders.ts";
import { contextsOf } from "./plugin_use.ts";
import { lintPools } from "./pools.ts";
import { lintSelections } from "./selections.ts";

const RULES = [lintSelections, lintBondLinks, lintBondConfigs, lintDevices, lintDhcp];

/** Returns what there is to say about `manifests` and the chains made of them, each thing once. */
export function lint(manifests: Manifests, resolved: ResolvedChains): Diagnostic[] {
  const found = [
    ...lintPlaceholders(manifests),
    ...lintPools(manifests, resolved),
    ...contextsOf(manifests, resolved).flatMap((context) => RULES.flatMap((rule) => rule(context))),
  ];
  // Pods that share a network share its faults.
  return [...new Map(found.map((one) => [`${one.path} ${one.message}`, one])).values()];
}
