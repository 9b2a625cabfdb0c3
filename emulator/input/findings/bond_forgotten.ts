/** Links whose bond is not attached. */

import {
  aboutSelection,
  bondsIn,
  type LintInput,
  listed,
  pluginsIn,
  type Report,
  unattachedBonds,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-forgotten`. */
export const bondForgotten = defineRule({
  code: "bond-forgotten",
  severity: "warning",
  replay: "all",
  title: "links whose bond is not attached",
  why: "The pod has the links side by side, without addresses and without failover: the " +
    "bond that joins them was probably forgotten.",
  remedy: "List the bond behind the networks of its links.",
  wrong: variation({ networks: "east, west" }),
  right: variation({ networks: "east, west, bond@bond0" }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  const bonds = unattachedBonds(input);
  return input.pods.flatMap((context) => {
    const plugins = pluginsIn(context);
    if (bondsIn(context).length > 0) return [];
    const plain = context.chain.delegates.filter((delegate) =>
      !delegate.master &&
      plugins.every((use) => use.delegate !== delegate || !use.config["ipam"])
    );
    const bond = bonds.find(({ namespace, links }) =>
      namespace === context.pod.namespace &&
      links.every((link) => plain.some(({ ifname }) => ifname === link))
    );
    const [first] = plain;
    if (!bond || !first) return [];
    return [aboutSelection(context, first, {
      message: `the pod has ${
        listed(bond.links)
      }, but not ${bond.namespace}/${bond.name}, which bonds them`,
      hint: `list ${bond.name} behind them: …, ${bond.name}@bond0`,
    })];
  });
}
