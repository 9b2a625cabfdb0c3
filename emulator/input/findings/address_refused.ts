/** An address that the kernel gives no interface. */

import { type Address, formatAddress } from "../ipam/mod.ts";
import { aboutConfig, addressesIn, type LintInput, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `address-refused`. */
export const addressRefused = defineRule({
  code: "address-refused",
  severity: "error",
  replay: "all",
  title: "an address that the kernel gives no interface",
  why: "Of IPv6 the kernel refuses multicast addresses, ::1 and :: (EADDRNOTAVAIL): the " +
    "plugin fails, and the pod does not start.",
  remedy: "Give a unicast address.",
  wrong: variation({
    bond: '"ipam": {"type": "static", "addresses": [{"address": "ff05::9/64"}]}',
  }),
  right: variation({
    bond: '"ipam": {"type": "static", "addresses": [{"address": "fd05::9/64"}]}',
  }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }) =>
    (grant?.ips ?? []).filter(isRefused).map((ip) =>
      aboutConfig(context, use, ["ipam"], {
        message: `${use.delegate.network} gives ${use.delegate.ifname} the address ${
          formatAddress(ip)
        }, which no interface can have`,
        hint: "give a unicast address",
      })
    )
  );
}

function isRefused({ family, number }: Address): boolean {
  return family === 6 && (number <= 1n || number >> 120n === 0xffn);
}
