/** An MTU that is too small for IPv6. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  addressesIn,
  bondsIn,
  type LintInput,
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

/** IPV6_MIN_MTU of the kernel. */
const LEAST = 1280;

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }): Report[] => {
    if (!grant?.ips.some(({ family }) => family === 6)) return [];
    const bond = bondsIn(context).find(({ config }) => config === use.config);
    const mtu = bond ? bond.mtu : memberOf(use.config, "mtu");
    if (typeof mtu !== "number" || mtu <= 0 || mtu >= LEAST) return [];
    return [aboutConfig(context, use, mtuPath(use), {
      message:
        `${use.delegate.network} has an MTU of ${mtu} and an IPv6 address, which needs ${LEAST}`,
      hint: `write ${LEAST} or more, or leave mtu out`,
    })];
  });
}
