/** Links that may not send with the bond's address. */

import { NEEDED_OF_FUNCTIONS } from "../../../bond/mod.ts";
import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  listed,
  pluginsOfDelegate,
  type Report,
  sharesAddress,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `mac-policy`. */
export const macPolicy = defineRule({
  code: "mac-policy",
  severity: "warning",
  replay: "all",
  title: "links that may not send with the bond's address",
  why: "All links of such a bond send with one MAC address, at the latest after a failover. " +
    "A virtual function that spoof checking watches, or that is not trusted, may do so " +
    "only with its own: its frames are dropped.",
  remedy: 'Set "failOverMac": "active" in active-backup, or "trust": "on" and "spoofchk": ' +
    '"off" in the networks of the links.',
  wrong: variation({ bond: '"failOverMac": "follow"' }),
  right: variation({ bond: '"failOverMac": "follow"', links: '"trust": "on", "spoofchk": "off"' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).filter(sharesAddress).flatMap((bond) =>
    bond.links.flatMap(({ maker, name }) => {
      if (!maker || maker === bond.delegate) return [];
      return pluginsOfDelegate(context, maker).filter(({ type }) => type === "sriov")
        .flatMap((use): Report[] => {
          const missing = Object.entries(NEEDED_OF_FUNCTIONS)
            .filter(([key, due]) => memberOf(use.config, key) !== due)
            .map(([key, due]) => `"${key}": "${due}"`);
          const isOff = memberOf(use.config, "spoofchk") === NEEDED_OF_FUNCTIONS.spoofchk;
          if (missing.length === 0) return [];
          const inBackup = bond.mode === "active-backup";
          return [aboutConfig(context, use, [], {
            message:
              `${bond.delegate.network} has ${name} send with the bond's MAC address (mode ` +
              `${bond.mode}${inBackup ? `, failOverMac ${bond.failOverMac}` : ""}), which ` +
              `${use.delegate.network} does not allow its virtual function: ${
                isOff
                  ? "without trust its driver may refuse the address"
                  : "with spoof checking the frames are dropped"
              }`,
            hint: inBackup
              ? `set "failOverMac": 1 in ${bond.delegate.network}, so that each link keeps its ` +
                `address, or ${listed(missing)} here`
              : `set ${listed(missing)} here`,
          })];
        });
    })
  );
}
