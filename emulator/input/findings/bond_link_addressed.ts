/** A link with addresses of its own. */

import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  ipamType,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-link-addressed`. */
export const bondLinkAddressed = defineRule({
  code: "bond-link-addressed",
  severity: "warning",
  replay: "all",
  title: "a link with addresses of its own",
  why: "Frames for a link's own addresses arrive at the bond, which does not have them: the " +
    "addresses are taken from their range, and cannot be used.",
  remedy: "Remove ipam from the network of the link, and let the bond have it.",
  wrong: variation({ first: '"ipam": {"type": "host-local", "subnet": "10.57.0.0/24"}' }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap(({ links, name, delegate }) =>
    links.flatMap(({ maker }) => {
      if (!maker || maker.master || maker === delegate) return [];
      return pluginsOfDelegate(context, maker).filter((use) =>
        // No ipvlan link gets as far.
        ipamType(use) !== "" && use.type !== "ipvlan"
      ).map((use) =>
        aboutConfig(context, use, ["ipam"], {
          message: `${maker.network} gives addresses to ${maker.ifname}, which becomes a port of ` +
            `${name}: they cannot be used`,
          hint: traitsOf(use.type).needsAddresses
            ? `${use.type} cannot do without: make the link by sriov, macvlan or host-device`
            : `remove ipam here, and let ${delegate.network} have it`,
        })
      );
    })
  );
}
