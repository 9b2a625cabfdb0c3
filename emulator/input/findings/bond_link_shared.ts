/** A link of two bonds. */

import {
  aboutConfig,
  type BondLink,
  bondsIn,
  type ChainContext,
  type Report,
} from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-link-shared`. */
export const bondLinkShared = defineRule({
  code: "bond-link-shared",
  severity: "error",
  replay: "all",
  title: "a link of two bonds",
  why: "A link has one master: the second bond fails, and the pod does not start.",
  remedy: "Give each bond links of its own.",
  wrong: variation({ networks: "east, west, bond@bond0, bond@bond1", bond: '"ipam": null' }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  const bonds = bondsIn(context);
  return bonds.flatMap((bond, i) => {
    const taken = ({ name }: BondLink) =>
      bonds.slice(0, i).find((other) => other.links.some((link) => link.name === name));
    return bond.links.flatMap((link): Report[] => {
      const other = taken(link);
      if (!other || other.linksInContainer !== bond.linksInContainer) return [];
      return [aboutConfig(context, bond, link.path, {
        message: `${link.name} is a link of ${other.delegate.network} and of ` +
          `${bond.delegate.network}: it can be a port of one bond only`,
        hint: "give each bond links of its own",
      })];
    });
  });
}
