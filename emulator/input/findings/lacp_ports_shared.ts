/** Several pods that speak LACP through one port. */

import { aboutConfig, lacpBonds, type LintInput, type Report } from "../lint/mod.ts";
import { ANOTHER_POD, GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `lacp-ports-shared`. */
export const lacpPortsShared = defineRule({
  code: "lacp-ports-shared",
  severity: "warning",
  replay: "all",
  title: "several pods that speak LACP through one port",
  why: "The switch takes one of them for its partner: the bonds of the others hear nothing, " +
    "and what they send is lost.",
  remedy: "Attach one such pod to each pair of physical functions, or use active-backup.",
  wrong: variation({
    bond: '"mode": "802.3ad", "failOverMac": null',
    links: '"trust": "on", "spoofchk": "off"',
    more: ANOTHER_POD,
  }),
  right: GOOD,
  inInput: check,
});

function check({ pods }: LintInput): Report[] {
  const bonds = lacpBonds(pods);
  return bonds.flatMap(({ context, bond, ports }, i): Report[] => {
    const earlier = bonds.slice(0, i).find((other) => !ports.isDisjointFrom(other.ports));
    if (!earlier) return [];
    const shared = [...ports.intersection(earlier.ports)].join(", ");
    return [aboutConfig(context, bond, ["mode"], {
      message:
        `several pods speak LACP for ${bond.delegate.network} through ${shared}: the switch has ` +
        "one partner at each port, and the other pods hear nothing",
      hint: "attach one such pod to each pair of physical functions, or use active-backup",
    })];
  });
}
