/** Links of one bond in different VLANs. */

import { type JsonObject, memberOf } from "../../../cni/mod.ts";
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
  remedy: "Give all links of a bond the same vlan and vlanProto.",
  wrong: variation({ links: '"vlan": 100', first: '"vlan": 200' }),
  right: variation({ links: '"vlan": 100' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond): Report[] => {
    const vlans = bond.links.flatMap(({ maker, name }) =>
      maker && maker !== bond.delegate
        ? pluginsOfDelegate(context, maker).filter(({ type }) => type === "sriov")
          .map(({ config }) => ({ name, ...tagOf(config) }))
          .filter(({ vlan }) => typeof vlan === "number" && vlan >= 0 && vlan < 4095)
        : []
    );
    const differ = (key: "vlan" | "proto") => new Set(vlans.map((tag) => tag[key])).size > 1;
    if (!differ("vlan") && !differ("proto")) return [];
    const all = vlans.map(({ name, vlan, proto }) =>
      vlan === 0 ? `${name} in none` : `${name} in ${vlan}${differ("proto") ? ` (${proto})` : ""}`
    );
    return [aboutConfig(context, bond, ["links"], {
      message: `the links of ${bond.delegate.network} are in different VLANs: ${all.join(", ")}`,
      hint: `give all links the same ${
        differ("vlan") ? "vlan" : "vlanProto"
      } in the definitions of their networks`,
    })];
  });
}

/** What the virtual function's frames are tagged with; without a VLAN with nothing. */
function tagOf(config: JsonObject): { vlan: unknown; proto: string } {
  const vlan = memberOf(config, "vlan") ?? 0;
  const proto = memberOf(config, "vlanProto");
  const isTagged = vlan !== 0 && typeof proto === "string" && proto !== "";
  return { vlan, proto: vlan === 0 ? "" : isTagged ? proto.toLowerCase() : "802.1q" };
}
