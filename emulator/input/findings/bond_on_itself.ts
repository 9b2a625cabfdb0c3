/** A bond that is a link of itself. */

import { aboutConfig, bondsIn, type ChainContext, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-on-itself`. */
export const bondOnItself = defineRule({
  code: "bond-on-itself",
  severity: "error",
  replay: "all",
  title: "a bond that is a link of itself",
  why: "When the bond is made, there is no interface of its own name yet: it fails, and the " +
    "pod does not start.",
  remedy: "Name the interfaces that are to be joined, or give the bond another interface name.",
  wrong: variation({ networks: "east, bond@net2", resources: '{"example.org/east": "1"}' }),
  right: variation({ networks: "east, west, bond@bond0" }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return bondsIn(context).flatMap((bond) =>
    bond.links.filter(({ makerIndex }) => bond.linksInContainer && makerIndex === bond.index)
      .map(({ name, path }) =>
        aboutConfig(context, bond, path, {
          message:
            `${bond.delegate.network} is attached as ${bond.name}, and has ${name} as a link`,
          hint: "name another link here, or ask for another interface in the annotation",
        })
      )
  );
}
