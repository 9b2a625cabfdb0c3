/** A bond that stands before its links. */

import {
  aboutSelection,
  bondsIn,
  type ChainContext,
  listed,
  misnamedByOrder,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-before-links`. */
export const bondBeforeLinks = defineRule({
  code: "bond-before-links",
  severity: "error",
  replay: "all",
  title: "a bond that stands before its links",
  why: "Networks are attached in the order of the annotation: the bond finds no links, and " +
    "fails.",
  remedy: "Put the networks of the links before the bond in the annotation.",
  wrong: variation({ networks: "bond@bond0, east@net1, west@net2" }),
  right: variation({ networks: "east@net1, west@net2, bond@bond0" }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).filter(({ linksInContainer }) => linksInContainer).flatMap((bond) => {
    const late = bond.links.filter(({ makerIndex }) => makerIndex > bond.index);
    const misnamed = misnamedByOrder(context, bond);
    if (late.length === 0 && misnamed.length === 0) return [];
    const names = misnamed.length > 0
      ? misnamed.map(({ name }) => name)
      : late.map(({ name }) => name);
    const networks = misnamed.length > 0
      ? misnamed.map(({ delegate }) => delegate.network)
      : late.flatMap(({ maker }) => maker ? [maker.network] : []);
    const several = names.length > 1;
    return [aboutSelection(context, bond.delegate, {
      message: `${listed(names)} ${several ? "are" : "is"} attached after the bond ` +
        `${bond.delegate.network}, which needs ${several ? "them" : "it"}`,
      hint: "networks are attached, and named net1, net2, …, in the order of the annotation: put " +
        `${listed(networks)} before ${bond.delegate.network}`,
    })];
  });
}
