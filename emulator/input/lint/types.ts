/** Plugin types that nobody serves. */

import { nearName } from "../words/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { ipamType } from "./ipam.ts";
import { type ChainContext, pluginsIn, type PluginUse } from "./plugin_use.ts";

/** A type without a program. */
interface AbsentType {
  type: string;
  /** The type that was probably meant. */
  near?: string;
  use: PluginUse;
  /** Where the type stands in the plugin's configuration. */
  path: Path;
}

/** Types that are in general use, of this project, of the reference plugins, and of others. */
const KNOWN_TYPES: readonly string[] = [
  ...["bond", "sriov", "flannel"],
  ...["bridge", "dhcp", "dummy", "host-device", "host-local", "ipvlan", "loopback", "macvlan"],
  ...["bandwidth", "firewall", "portmap", "ptp", "sbr", "static", "tap", "tuning", "vlan", "vrf"],
  ...["accelerated-bridge", "aws-cni", "calico", "calico-ipam", "cilium-cni", "ib-sriov", "ipoib"],
  ...["cnv-bridge", "cnv-tuning", "infiniband-sriov-cni", "kube-ovn", "nv-ipam", "ovs", "ovs-cni"],
  ...[
    "ovn-k8s-cni-overlay",
    "passthru",
    "rdma",
    "route-override",
    "spiderpool",
    "userspace",
    "whereabouts",
  ],
];

/** How many letters may differ in what is taken for a slip of the pen. */
const SLIP = 2;

/** Returns the types that the pod's chain needs and that no program serves. */
export function absentTypes(context: ChainContext): AbsentType[] {
  const wanted = pluginsIn(context).flatMap((use): AbsentType[] => {
    const ipam = ipamType(use);
    return [
      { type: use.type, use, path: ["type"] },
      ...(ipam === "" ? [] : [{ type: ipam, use, path: ["ipam", "type"] }]),
    ];
  });
  return wanted.filter(({ type }) => !context.facts.has(type)).map((absent) => {
    // Runtimes take a name, and look for it on their path.
    const name = absent.type.split("/").at(-1) ?? "";
    if (name !== absent.type) return { ...absent, near: name };
    const near = KNOWN_TYPES.includes(absent.type) ? undefined : slipOf(absent.type);
    return near === undefined ? absent : { ...absent, near };
  });
}

/** The known type that differs in hyphens, case, an ending or a letter or two. */
function slipOf(type: string): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, "");
  const same = KNOWN_TYPES.find((known) =>
    plain(known) === plain(type) || ENDINGS.some((ending) => plain(known) + ending === plain(type))
  );
  if (same !== undefined) return same;
  if (type.length < 2 * SLIP) return undefined;
  const near = nearName(type, KNOWN_TYPES);
  return near !== undefined && Math.abs(near.length - type.length) <= SLIP ? near : undefined;
}

const ENDINGS: readonly string[] = ["s", "ing", "cni", "plugin", "ipam"];
