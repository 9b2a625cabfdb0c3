/** An MTU that is too small for IPv6. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  addressesIn,
  type ChainContext,
  type LintInput,
  mtuOfPlugin,
  mtuPath,
  pluginsOfDelegate,
  type PluginUse,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ipv6-mtu`. */
export const ipv6Mtu = defineRule({
  code: "ipv6-mtu",
  severity: "error",
  replay: "all",
  title: "an MTU that is too small for IPv6",
  why: "The kernel has no IPv6 on an interface with an MTU below 1280 (RFC 8200): an " +
    "address cannot be added, and the pod does not start. Where tuning sets the MTU later, the " +
    "pod starts, loses the address, and fails CHECK.",
  remedy: "Raise mtu to 1280 or more, or leave it out.",
  wrong: variation({
    bond: '"mtu": 1000, "ipam": {"type": "host-local", "subnet": "fd00:56::/64"}',
  }),
  right: variation({
    bond: '"mtu": 1280, "ipam": {"type": "host-local", "subnet": "fd00:56::/64"}',
  }),
  inInput: check,
});

/** IPV6_MIN_MTU of the kernel. */
const LEAST = 1280;

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }): Report[] => {
    if (!grant?.ips.some(({ family }) => family === 6)) return [];
    const tuned = tunedBehind(context, use);
    if (tuned) return [tuned];
    const mtu = mtuOfPlugin(context, use);
    if (mtu === undefined || mtu >= LEAST) return [];
    const isOwn = memberOf(use.config, "mtu") !== undefined;
    return [aboutConfig(context, use, isOwn ? mtuPath(use) : ["ipam"], {
      message: `${use.delegate.network} has an MTU of ${mtu}${
        isOwn ? "" : " by the links that it is made of"
      } and an IPv6 address, which needs ${LEAST}`,
      hint: isOwn
        ? `write ${LEAST} or more, or leave mtu out`
        : `give the links an MTU of ${LEAST} or more`,
    })];
  });
}

/** An MTU that comes later takes away the addresses that are there: no CHECK finds them. */
function tunedBehind(context: ChainContext, use: PluginUse): Report | undefined {
  const uses = pluginsOfDelegate(context, use.delegate);
  const tuning = uses.slice(uses.indexOf(use)).findLast(({ type }) => type === "tuning");
  const mtu = tuning && Number(memberOf(tuning.config, "mtu") ?? 0);
  if (!tuning || !mtu || mtu >= LEAST) return undefined;
  return aboutConfig(context, tuning, mtuPath(tuning), {
    message: `${use.delegate.network}: tuning sets an MTU of ${mtu}, and the kernel takes the ` +
      `IPv6 address of ${use.delegate.ifname} away, which needs ${LEAST}`,
    hint: `write ${LEAST} or more, or leave mtu out`,
  });
}
