/** One IPv6 address for several pods. */

import { repeatedAddresses } from "./address_repeated.ts";
import { ANOTHER_POD, GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `address-in-use`. */
export const addressInUse = defineRule({
  code: "address-in-use",
  severity: "error",
  replay: "all",
  title: "one IPv6 address for several pods",
  why: "The kernel asks the network whether anybody has the address (RFC 4862), and the plugin " +
    "waits for the answer: of several pods on one network one starts, and the others do not.",
  remedy: "Give each pod an address of its own: a range instead of a fixed address, or ips in " +
    "each pod's annotation.",
  wrong: variation({
    bond: '"ipam": {"type": "static", "addresses": [{"address": "fd00:56::9/64"}]}',
    more: ANOTHER_POD,
  }),
  right: GOOD,
  inInput: (input) => repeatedAddresses(input, 6, "several pods"),
});
