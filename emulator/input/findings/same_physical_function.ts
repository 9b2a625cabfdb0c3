/** Links that lead through one physical function. */

import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  linksByDevice,
  listed,
  type Report,
} from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `same-physical-function`. */
export const samePhysicalFunction = defineRule({
  code: "same-physical-function",
  severity: "warning",
  replay: "all",
  title: "links that lead through one physical function",
  why: "Cable, port and card are one: when it fails all links fail, and the bond is of no use.",
  remedy: "Take the links from different ones.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0#0-1"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0#2-3"]}}]',
  }),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond) =>
    linksByDevice(context, bond).filter(({ isFunction, links }) => isFunction && links.length > 1)
      .map(({ device, links, resources }) =>
        aboutConfig(context, bond, ["links"], {
          message: `${listed(links.map(({ name }) => name))} of ${bond.delegate.network} lead ` +
            `through one physical function, ${device}: when it fails, all of them do`,
          hint: resources.length === 0
            ? "take them from different ones: name another in the definition of each"
            : `take them from different ones: ${
              resources.length > 1
                ? `the pools ${listed(resources)} both select ${device} (pfNames)`
                : "make a pool for each one (pfNames), and a definition for each pool"
            }`,
        })
      )
  );
}
