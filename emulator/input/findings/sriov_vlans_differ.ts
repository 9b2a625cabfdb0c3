/** Links of one bond in different VLANs. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `sriov-vlans-differ`. */
export const sriovVlansDiffer = defineRule({
  code: "sriov-vlans-differ",
  severity: "warning",
  replay: "all",
  title: "links of one bond in different VLANs",
  why: "After a failover the pod is in another network: it reaches nobody.",
  remedy: "Give all links of a bond the same vlan.",
  wrong: variation({ links: '"vlan": 100', first: '"vlan": 200' }),
  right: variation({ links: '"vlan": 100' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond): Report[] => {
    const vlans = bond.links.flatMap(({ maker, name }) =>
      maker && maker !== bond.delegate
        ? pluginsOfDelegate(context, maker).filter(({ type }) => type === "sriov")
          .map(({ config }) => ({ name, vlan: memberOf(config, "vlan") ?? 0 }))
          .filter(({ vlan }) => typeof vlan === "number" && vlan >= 0 && vlan < 4095)
        : []
    );
    if (new Set(vlans.map(({ vlan }) => vlan)).size < 2) return [];
    const all = vlans.map(({ name, vlan }) => `${name} ${vlan === 0 ? "in none" : `in ${vlan}`}`);
    return [aboutConfig(context, bond, ["links"], {
      message: `the links of ${bond.delegate.network} are in different VLANs: ${all.join(", ")}`,
      hint: "give all links the same vlan in the definitions of their networks",
    })];
  });
}
