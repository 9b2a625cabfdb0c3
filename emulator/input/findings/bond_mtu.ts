/** An MTU that the links do not have. */

import { exceedsLink } from "../../../bond/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  listed,
  mtuOf,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-mtu`. */
export const bondMtu = defineRule({
  code: "bond-mtu",
  severity: "error",
  replay: "all",
  title: "an MTU that the links do not have",
  why: "The plugin refuses an MTU that is larger than that of a link: the pod does not start.",
  remedy: 'Lower mtu, leave it out, write "auto" for the smallest of the links, or raise that ' +
    "of the links.",
  wrong: variation({ bond: '"mtu": 9000' }),
  right: variation({ bond: '"mtu": 1500' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond): Report[] => {
    const { settings } = bond.outline;
    const small = bond.links.flatMap((link) => {
      const has = mtuOf(context, bond, link);
      const isTooSmall = has !== undefined && exceedsLink(settings, { mtu: has });
      return isTooSmall ? [`${link.name} has ${has}`] : [];
    });
    if (small.length === 0) return [];
    return [aboutConfig(context, bond, ["mtu"], {
      message: `${bond.delegate.network} asks for an MTU of ${settings.mtu}, but ${listed(small)}`,
      hint: 'lower it, leave it out or "auto" for the smallest of the links, or raise the links\'',
    })];
  });
}
