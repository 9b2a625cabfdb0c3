/** A bond that takes the pod's first interface. */

import { aboutConfig, bondsIn, type ChainContext, listed, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-takes-eth0`. */
export const bondTakesEth0 = defineRule({
  code: "bond-takes-eth0",
  severity: "warning",
  replay: "all",
  title: "a bond that takes the pod's first interface",
  why: "eth0 is the interface by which the cluster reaches the pod, and it has addresses " +
    "and routes: in a bond they are of no use. The pod starts, and is cut off.",
  remedy: "Bond the interfaces of further networks; name them in links.",
  wrong: variation({ bond: '"links": [{"name": "eth0"}, {"name": "net1"}]' }),
  right: variation({ bond: '"links": [{"name": "net1"}, {"name": "net2"}]' }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  const others = context.chain.delegates.filter(({ master }) => !master).map(({ ifname }) =>
    ifname
  );
  return bondsIn(context).filter(({ linksInContainer }) => linksInContainer).flatMap((bond) =>
    bond.links.filter(({ maker }) => maker?.master && maker !== bond.delegate).map((
      { name, path },
    ) =>
      aboutConfig(context, bond, path, {
        message:
          `${bond.delegate.network} bonds ${name}, the interface by which the cluster reaches the pod`,
        hint: `name another link; the pod has ${
          listed(others.filter((other) => other !== bond.name))
        }`,
      })
    )
  );
}
