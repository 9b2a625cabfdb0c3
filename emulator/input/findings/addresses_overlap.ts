/** Two interfaces of a pod in one subnet. */

import { type Cidr, contains, formatAddress } from "../ipam/mod.ts";
import {
  aboutConfig,
  addressesIn,
  clusterSubnets,
  type LintInput,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `addresses-overlap`. */
export const addressesOverlap = defineRule({
  code: "addresses-overlap",
  severity: "warning",
  replay: "all",
  title: "two interfaces of a pod in one subnet",
  why: "The kernel sends everything for the subnet through one of them, whichever it was " +
    "meant for.",
  remedy: "Give each network of a pod a subnet of its own.",
  wrong: variation({ bond: '"ipam": {"type": "host-local", "subnet": "10.244.1.0/24"}' }),
  right: variation({ bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}' }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap((one, i, all): Report[] => {
    const { context, use, grant } = one;
    if (!grant || use.delegate.master) return [];
    const earlier = all.slice(0, i).filter((other) => other.context === context)
      .flatMap(({ use, grant }) =>
        (grant?.ips ?? []).map((ip) => ({ cidr: ip, whose: use.delegate.ifname }))
      );
    const others = [...clusterSubnets(context), ...earlier];
    for (const ip of grant.ips) {
      const other = others.find(({ cidr }) => overlap(cidr, ip));
      if (!other) continue;
      return [aboutConfig(context, use, ["ipam"], {
        message:
          `${use.delegate.network} gives ${use.delegate.ifname} an address in the subnet of ` +
          `${formatAddress(ip)}/${ip.prefix}, which ${other.whose} has too`,
        hint: "give each network of a pod a subnet of its own",
      })];
    }
    return [];
  });
}

function overlap(one: Cidr, other: Cidr): boolean {
  return contains(one, other) || contains(other, one);
}
