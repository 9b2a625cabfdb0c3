/** An interface name that is taken. */

import { traitsOf } from "../plugins/mod.ts";
import {
  aboutConfig,
  aboutSelection,
  type ChainContext,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `interface-repeated`. */
export const interfaceRepeated = defineRule({
  code: "interface-repeated",
  severity: "error",
  replay: "all",
  title: "an interface name that is taken",
  why: "Two interfaces of a pod cannot have one name: the later network fails, and the pod " +
    "does not start.",
  remedy: 'Give each network an "interface" of its own, or none: then it is net1, net2, … by ' +
    "its place in the annotation.",
  wrong: variation({
    networks: "east@net1, west@net1, bond@bond0",
    bond: '"links": ["net1"], "allowSingleLink": true',
  }),
  right: GOOD,
  inPod: (context) => [...inAnnotation(context), ...inLists(context)],
});

function inAnnotation(context: ChainContext): Report[] {
  const { delegates } = context.chain;
  return delegates.flatMap((delegate, i): Report[] => {
    const first = delegates.slice(0, i).find(({ ifname }) => ifname === delegate.ifname);
    const holder = first?.master
      ? "the cluster's network"
      : first?.network ?? (delegate.ifname === "lo" ? "every pod" : undefined);
    if (holder === undefined) return [];
    return [aboutSelection(context, delegate, {
      message: `${delegate.network} asks for the interface ${delegate.ifname}, which ${holder} ` +
        "has already: it will fail, and the pod with it",
      hint:
        'give each network an "interface" of its own, or none: then it is net1, net2, … by its ' +
        "place in the annotation",
    })];
  });
}

/** Each plugin of a list is given the same name. */
function inLists(context: ChainContext): Report[] {
  return context.chain.delegates.flatMap((delegate) => {
    const [first, ...others] = pluginsOfDelegate(context, delegate).filter(({ type, path }) =>
      path.at(-1) !== "delegate" && traitsOf(type).makes === "interface"
    );
    return others.map((use) =>
      aboutConfig(context, use, ["type"], {
        message:
          `${delegate.network}: ${use.type} makes ${delegate.ifname}, which ${first?.type} of ` +
          "the same list has made already",
        hint: "make a network of its own of each",
      })
    );
  });
}
