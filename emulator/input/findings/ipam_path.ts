/** A path of the node that host-local cannot use. */

import { spelledIn } from "../../../cni/mod.ts";
import { pathFaults } from "../ipam/mod.ts";
import { aboutConfig, addressesIn, ipamOf, type LintInput, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ipam-path`. */
export const ipamPath = defineRule({
  code: "ipam-path",
  severity: "error",
  replay: "all",
  title: "a path that the IPAM plugin cannot use",
  why:
    "host-local reads resolvConf on the node and keeps its notes in dataDir. Where no file and no " +
    "folder can be, it gives no addresses: the pod does not start.",
  remedy: "Name what every node has, or leave the key out.",
  wrong: variation({
    bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "resolvConf": "resolv.conf"}',
  }),
  right: variation({
    bond:
      '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24", "resolvConf": "/etc/kubernetes/resolv.conf"}',
  }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, type }) => {
    const ipam = ipamOf(use);
    if (type !== "host-local" || !ipam) return [];
    return pathFaults(ipam, context.facts.entryAt).map(({ key, message, hint }) =>
      aboutConfig(context, use, ["ipam", spelledIn(ipam, key)], {
        message: `${use.delegate.network}: ${message}`,
        hint,
      })
    );
  });
}
