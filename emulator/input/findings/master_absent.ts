/** An interface on a link that is not there yet. */

import { aboutConfig, type ChainContext, listed, type Report, uppersIn } from "../lint/mod.ts";
import { didYouMean } from "../words/mod.ts";
import { GOOD, OF_ITS_OWN, withVlan } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `master-absent`. */
export const masterAbsent = defineRule({
  code: "master-absent",
  severity: "error",
  replay: "all",
  title: "an interface on a link that is not there yet",
  why: "The plugin does not find its master in the container, and fails: the pod does not " +
    "start.",
  remedy: "Put the network that makes the link before it, and name its interface.",
  wrong: withVlan(
    `"master": "bond0", "vlanId": 100, "linkInContainer": true, ${OF_ITS_OWN}`,
    "tagged@tag0, east@net1, west@net2, bond@bond0",
  ),
  right: GOOD,
  inPod: check,
});

function check(context: ChainContext): Report[] {
  const ifnames = context.chain.delegates.map(({ ifname }) => ifname);
  return uppersIn(context).filter(({ use, maker, makerIndex, inContainer }) =>
    inContainer && (!maker || makerIndex >= use.index)
  ).map(({ use, master, maker }) => {
    const { network } = use.delegate;
    const before = ifnames.slice(0, use.index);
    return aboutConfig(context, use, ["master"], {
      message: maker
        ? `${network} is made on ${master}, which ${maker.network} makes only after it`
        : `${network} is made on ${master}, and no network of the pod makes a link of that name` +
          didYouMean(master, before),
      hint: maker
        ? `put ${maker.network} before it in the annotation`
        : `correct master: by then the pod has ${listed(before)}`,
    });
  });
}
