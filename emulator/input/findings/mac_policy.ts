/** Links that may not send with the bond's address. */

import { NEEDED_OF_FUNCTIONS } from "../../../bond/mod.ts";
import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  listed,
  pluginsOfDelegate,
  type PluginUse,
  type Report,
  sharesAddress,
  uppersIn,
} from "../lint/mod.ts";
import type { Delegate } from "../model.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `mac-policy`. */
export const macPolicy = defineRule({
  code: "mac-policy",
  severity: "warning",
  replay: "all",
  title: "links that may not send with the bond's address",
  why: "All links of such a bond send with one MAC address, at the latest after a failover, and " +
    "a macvlan interface on a bond with one of its own. A virtual function that spoof checking watches, or that is not trusted, may do so " +
    "only with its own: its frames are dropped.",
  remedy: 'Set "failOverMac": "active" in active-backup, or "trust": "on" and "spoofchk": ' +
    '"off" in the networks of the links.',
  wrong: variation({ bond: '"failOverMac": "follow"' }),
  right: variation({ bond: '"failOverMac": "follow"', links: '"trust": "on", "spoofchk": "off"' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return [...ofBonds(context), ...ofMacvlan(context)];
}

function ofBonds(context: ChainContext): Report[] {
  return bondsIn(context).filter(sharesAddress).flatMap((bond) =>
    bond.links.flatMap(({ maker, name }) =>
      (maker && maker !== bond.delegate ? unallowed(context, maker) : []).map(
        ({ use, missing, fault }): Report => {
          const inBackup = bond.mode === "active-backup";
          return aboutConfig(context, use, [], {
            message:
              `${bond.delegate.network} has ${name} send with the bond's MAC address (mode ` +
              `${bond.mode}${inBackup ? `, failOverMac ${bond.failOverMac}` : ""}), which ` +
              `${use.delegate.network} does not allow its virtual function: ${fault}`,
            hint: inBackup
              ? `set "failOverMac": 1 in ${bond.delegate.network}, so that each link keeps its ` +
                `address, or ${listed(missing)} here`
              : `set ${listed(missing)} here`,
          });
        },
      )
    )
  );
}

/** A macvlan interface has an address of its own, on whichever link it is; with passthru it has the link's. */
function ofMacvlan(context: ChainContext): Report[] {
  return uppersIn(context).flatMap(({ use: upper, inContainer, maker, master }): Report[] => {
    const isOther = upper.type === "macvlan" && memberOf(upper.config, "mode") !== "passthru";
    if (!isOther || !inContainer || !maker) return [];
    const bond = bondsIn(context).find(({ delegate }) => delegate === maker);
    // Of a bond that shares its address the links are told of already.
    if (bond && sharesAddress(bond)) return [];
    const makers = bond ? bond.links.flatMap((link) => link.maker ?? []) : [maker];
    return makers.flatMap((one) => unallowed(context, one)).map(({ use, missing, fault }) =>
      aboutConfig(context, use, [], {
        message: `${upper.delegate.network} sends through ${master} with a MAC address of its ` +
          `own, which ${use.delegate.network} does not allow its virtual function: ${fault}`,
        hint: `set ${listed(missing)} here, or make ${upper.delegate.network} by ipvlan, which ` +
          `has the address of ${master}`,
      })
    );
  });
}

/** A virtual function that may send with its own address alone. */
interface Unallowed {
  use: PluginUse;
  /** What its configuration lacks. */
  missing: string[];
  fault: string;
}

function unallowed(context: ChainContext, maker: Delegate): Unallowed[] {
  return pluginsOfDelegate(context, maker).filter(({ type }) => type === "sriov")
    .flatMap((use) => {
      const missing = Object.entries(NEEDED_OF_FUNCTIONS)
        .filter(([key, due]) => memberOf(use.config, key) !== due)
        .map(([key, due]) => `"${key}": "${due}"`);
      const isOff = memberOf(use.config, "spoofchk") === NEEDED_OF_FUNCTIONS.spoofchk;
      const fault = isOff
        ? "without trust its driver may refuse the address"
        : "with spoof checking the frames are dropped";
      return missing.length === 0 ? [] : [{ use, missing, fault }];
    });
}
