/** LACP through virtual functions. */

import {
  aboutConfig,
  type LacpBond,
  lacpBonds,
  type LintInput,
  listed,
  type Report,
} from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `lacp-on-virtual-functions`. */
export const lacpOnVirtualFunctions = defineRule({
  code: "lacp-on-virtual-functions",
  severity: "info",
  replay: "all",
  title: "LACP through virtual functions",
  why: "A switch knows one partner for each port: of several pods that speak LACP through " +
    "one port, it hears one.",
  remedy: "Attach one such pod to each pair of physical functions; active-backup has no such " +
    "limit.",
  wrong: variation({
    bond: '"mode": "802.3ad", "failOverMac": null',
    links: '"trust": "on", "spoofchk": "off"',
  }),
  right: GOOD,
  inInput: check,
});

function check({ pods }: LintInput): Report[] {
  const bonds = lacpBonds(pods);
  const isAlone = ({ ports }: LacpBond) =>
    bonds.filter((other) => !ports.isDisjointFrom(other.ports)).length === 1;
  return bonds.filter(isAlone).map(({ context, bond, links }) =>
    aboutConfig(context, bond, ["mode"], {
      message:
        `${bond.delegate.network} speaks LACP through virtual functions (${listed(links)}): ` +
        "a switch knows one partner for each port",
      hint: "one pod for each physical function only; active-backup has no such limit",
    })
  );
}
