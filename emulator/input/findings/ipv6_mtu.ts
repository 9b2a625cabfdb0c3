/** An MTU that is too small for IPv6. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  addressesIn,
  type LintInput,
  mtuOfPlugin,
  mtuPath,
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
    "address cannot be added, and the pod does not start.",
  remedy: "Raise mtu to 1280 or more, or leave it out.",
  wrong: variation({
    bond: '"mtu": 1000, "ipam": {"type": "host-local", "subnet": "fd00:56::/64"}',
  }),
  right: variation({
    bond: '"mtu": 1280, "ipam": {"type": "host-local", "subnet": "fd00:56::/64"}',
  }),
  inInput: check,
});

/** IPV6_MIN_MTU of the kernel (linux/ipv6.h). */
export const LEAST_MTU = 1280;

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }): Report[] => {
    if (!grant?.ips.some(({ family }) => family === 6)) return [];
    const mtu = mtuOfPlugin(context, use);
    if (mtu === undefined || mtu >= LEAST_MTU) return [];
    const isOwn = memberOf(use.config, "mtu") !== undefined;
    return [aboutConfig(context, use, isOwn ? mtuPath(use) : ["ipam"], {
      message: `${use.delegate.network} has an MTU of ${mtu}${
        isOwn ? "" : " by the links that it is made of"
      } and an IPv6 address, which needs ${LEAST_MTU}`,
      hint: isOwn
        ? `write ${LEAST_MTU} or more, or leave mtu out`
        : `give the links an MTU of ${LEAST_MTU} or more`,
    })];
  });
}
