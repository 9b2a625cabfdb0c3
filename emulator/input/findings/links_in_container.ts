/** Links that are looked for on the wrong side. */

import { aboutConfig, bondsIn, type ChainContext, listed, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `links-in-container`. */
export const linksInContainer = defineRule({
  code: "links-in-container",
  severity: "error",
  replay: "all",
  title: "links that are looked for on the wrong side",
  why: "The bond looks for its links on the host, while other networks have put them into " +
    "the container: it fails, and the pod does not start.",
  remedy: "Set linksInContainer to true.",
  wrong: variation({ bond: '"linksInContainer": false' }),
  right: variation({ bond: '"linksInContainer": true' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).filter(({ linksInContainer }) => !linksInContainer).flatMap((bond) => {
    const inside = bond.links.filter(({ maker }) => maker && maker.ifname !== bond.name);
    if (inside.length === 0) return [];
    const { outline } = bond;
    const path = outline.has("linksInContainer") ? outline.pathOf("linksInContainer") : [];
    return [aboutConfig(context, bond, path, {
      message: `${bond.delegate.network} looks for ${listed(inside.map(({ name }) => name))} on ` +
        `the host, but the chain puts ${inside.length > 1 ? "them" : "it"} into the container`,
      hint: "set linksInContainer to true",
    })];
  });
}
