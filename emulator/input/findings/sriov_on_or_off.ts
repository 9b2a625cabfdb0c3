/** A word that sriov takes as off. */

import { memberOf, spelledIn } from "../../../cni/mod.ts";
import { aboutConfig, type ChainContext, pluginsOfType, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `sriov-on-or-off`. */
export const sriovOnOrOff = defineRule({
  code: "sriov-on-or-off",
  severity: "warning",
  replay: "all",
  title: "a word that sriov takes as off",
  why: 'Of trust and spoofchk sriov knows "on" alone: any other word turns them off, "true" and ' +
    '"yes" among them.',
  remedy: 'Write "on" or "off".',
  wrong: variation({ links: '"trust": "true"' }),
  right: variation({ links: '"trust": "on"' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsOfType(context, "sriov").flatMap((use) =>
    ["trust", "spoofchk"].flatMap((key): Report[] => {
      const word = memberOf(use.config, key);
      if (typeof word !== "string" || ["", "on", "off"].includes(word)) return [];
      return [aboutConfig(context, use, [spelledIn(use.config, key)], {
        message: `${use.delegate.network}: ${key} ${JSON.stringify(word)} counts as off`,
        hint: 'write "on" or "off"',
      })];
    })
  );
}
