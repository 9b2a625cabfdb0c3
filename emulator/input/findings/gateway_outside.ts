/** A gateway outside of its subnet. */

import { contains, formatAddress, readAddress } from "../ipam/mod.ts";
import { aboutConfig, addressesIn, type LintInput, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `gateway-outside`. */
export const gatewayOutside = defineRule({
  code: "gateway-outside",
  severity: "warning",
  replay: "all",
  title: "a gateway outside of its subnet",
  why: "The plugin passes it on, and nobody can reach it: what uses it, such as " +
    "default-route, fails or leads nowhere.",
  remedy: "Name an address of the subnet.",
  wrong: variation({
    bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "gateway": "10.99.0.1"}',
  }),
  right: variation({
    bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "gateway": "10.56.217.254"}',
  }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }) =>
    (grant?.ips ?? []).flatMap((ip): Report[] => {
      const gateway = ip.gateway === undefined ? undefined : readAddress(ip.gateway);
      if (!gateway || contains(ip, gateway)) return [];
      return [aboutConfig(context, use, ["ipam"], {
        message: `${use.delegate.network}: the gateway ${ip.gateway} is not in the subnet of ` +
          `${formatAddress(ip)}/${ip.prefix}`,
        hint: "name a gateway of the subnet",
      })];
    })
  );
}
