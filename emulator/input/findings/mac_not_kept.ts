/** An address that a bond does not keep. */

import { memberOf, spelledIn } from "../../../cni/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  macDueOf,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const list = (tuning: string) =>
  variation({
    bondConfig:
      `{"cniVersion": "0.4.0", "name": "bond", "plugins": [{"type": "bond", "mode": "active-backup", "failOverMac": 1, "linksInContainer": true, "miimon": 100, "links": ["net1", "net2"], "ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}}, {"type": "tuning", ${tuning}}]}`,
  });

/** The finding `mac-not-kept`. */
export const macNotKept = defineRule({
  code: "mac-not-kept",
  severity: "warning",
  replay: "all",
  title: "an address that a bond does not keep",
  why: "With failOverMac active the bond has the address of its active link: what tuning sets is " +
    "passed over without a word. The pod starts with another address, and CHECK of tuning fails.",
  remedy: "Leave mac out of tuning, or set failOverMac to none or follow.",
  wrong: list('"mac": "02:00:00:00:00:09"'),
  right: list('"mtu": 1400'),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond): Report[] => {
    if (bond.mode !== "active-backup" || bond.failOverMac !== "active") return [];
    const uses = pluginsOfDelegate(context, bond.delegate);
    const tuning = uses.slice(1).findLast((use) => use.type === "tuning" && macDueOf(use) !== "");
    if (!tuning) return [];
    const isOwn = memberOf(tuning.config, "mac") !== undefined;
    return [aboutConfig(context, tuning, isOwn ? [spelledIn(tuning.config, "mac")] : ["type"], {
      message: `${bond.delegate.network}: tuning gives ${bond.name} the address ${
        macDueOf(tuning)
      }, and with failOverMac active the bond has that of its active link`,
      hint: "leave mac out, or set failOverMac to none or follow",
    })];
  });
}
