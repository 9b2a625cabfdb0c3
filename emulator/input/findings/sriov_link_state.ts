/** A link state that hides failures. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `sriov-link-state`. */
export const sriovLinkState = defineRule({
  code: "sriov-link-state",
  severity: "warning",
  replay: "all",
  title: "a link state that hides failures",
  why: "With link_state enable the function keeps its carrier when the cable is pulled, and " +
    "with disable it has none: a bond that looks at the carrier does not fail over, or " +
    "never uses the link.",
  remedy: 'Leave link_state out, or set it to "auto".',
  wrong: variation({ links: '"link_state": "enable"' }),
  right: variation({ links: '"link_state": "auto"' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond) =>
    bond.links.flatMap(({ maker, name }) => {
      if (!maker || maker === bond.delegate) return [];
      return pluginsOfDelegate(context, maker).filter(({ type }) => type === "sriov")
        .flatMap((use): Report[] => {
          const state = memberOf(use.config, "link_state");
          const isHidden = state === "enable" && bond.monitorsCarrier;
          if (!isHidden && state !== "disable") return [];
          return [aboutConfig(context, use, ["link_state"], {
            message: state === "disable"
              ? `${name} of ${bond.delegate.network} never has carrier with link_state disable: the bond ` +
                "does not use it"
              : `${name} of ${bond.delegate.network} keeps its carrier with link_state enable, whatever ` +
                "happens to the cable: the bond does not notice a failure",
            hint: 'leave link_state out, or write "auto"' +
              (state === "enable" ? "; or have the bond probe by ARP (arpInterval)" : ""),
          })];
        });
    })
  );
}
