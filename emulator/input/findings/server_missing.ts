/** A server that cannot be run on this machine. */

import { GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `server-missing`. */
export const serverMissing = defineRule({
  code: "server-missing",
  severity: "error",
  replay: "none",
  title: "a server that cannot be run on this machine",
  why: "A host of the scenario is a DHCP server, and the program that plays it is not " +
    "installed.",
  remedy: "Install dnsmasq: deno task provision.",
  wrong: {
    shown:
      "node: {hosts: [{name: server, addresses: [10.0.0.1/24], dhcp: {from: 10.0.0.100, to: 10.0.0.200}}]}",
    files: [],
  },
  right: GOOD,
});
