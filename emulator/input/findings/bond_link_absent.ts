/** A link that no network of the pod makes. */

import { traitsOf } from "../plugins/mod.ts";
import { didYouMean } from "../words/mod.ts";
import {
  aboutConfig,
  aboutSelection,
  type BondLink,
  bondsIn,
  type BondUse,
  type ChainContext,
  hostDevices,
  listed,
  misnamedByOrder,
  networksForLinks,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `bond-link-absent`. */
export const bondLinkAbsent = defineRule({
  code: "bond-link-absent",
  severity: "error",
  replay: "all",
  title: "a link that no network of the pod makes",
  why: "The bond does not find the link in the container, and fails: the pod does not start.",
  remedy: "Correct the name in links, or attach the network that makes the link before the bond.",
  wrong: variation({ bond: '"links": [{"name": "net1"}, {"name": "net3"}]' }),
  right: variation({ bond: '"links": [{"name": "net1"}, {"name": "net2"}]' }),
  inPod: (context) => [...unmade(context), ...check(context)],
});

/** Links of networks whose plugins make none. */
function unmade(context: ChainContext): Report[] {
  return bondsIn(context).flatMap(({ links, delegate }) =>
    links.flatMap(({ name, maker }) => {
      if (!maker) return [];
      const [first] = pluginsOfDelegate(context, maker);
      if (!first || traitsOf(first.type).makes !== "nothing") return [];
      return [aboutConfig(context, first, ["type"], {
        message: `${delegate.network} bonds ${name}, and ${first.type} makes no interface for ` +
          maker.network,
        hint: "make the link by sriov, macvlan or host-device",
      })];
    })
  );
}

function check(context: ChainContext): Report[] {
  return bondsIn(context).filter(({ linksInContainer }) => linksInContainer).flatMap((bond) => {
    const absent = bond.links.filter(({ maker }) => !maker);
    if (absent.length === 0 || misnamedByOrder(context, bond).length > 0) return [];
    const others = context.chain.delegates.filter(({ master, ifname }) =>
      !master && ifname !== bond.name
    );
    if (others.length === 0) return [withoutNetworks(context, bond, absent)];
    return absent.map((link) => about(context, bond, link));
  });
}

/** The bond is all that the pod asks for: names of links are not what is wrong. */
function withoutNetworks(
  context: ChainContext,
  bond: BondUse,
  absent: readonly BondLink[],
): Report {
  const candidates = networksForLinks(context);
  return aboutSelection(context, bond.delegate, {
    message: `${bond.delegate.network} bonds ${
      listed(absent.map(({ name }) => name))
    }, but the pod ` +
      "names no other network: nothing makes the links",
    hint: `list the networks of the links before ${bond.delegate.network} in the annotation` +
      (candidates.length === 0 ? "" : `; there is ${listed(candidates)}`),
  });
}

function about(context: ChainContext, bond: BondUse, { name, path }: BondLink): Report {
  const names = context.chain.delegates.map(({ ifname }) => ifname).filter((one) =>
    one !== bond.name
  );
  const free = names.filter((one) =>
    one !== "eth0" && !bond.links.some((link) => link.name === one)
  );
  const onHost = hostDevices(context.node).includes(name);
  return aboutConfig(context, bond, path, {
    message:
      `${bond.delegate.network} bonds ${name}, but no network of the pod makes a link of that name` +
      didYouMean(name, free),
    hint: onHost
      ? `${name} is on the host: name the link as it is called in the pod, or set linksInContainer to ` +
        "false to have it moved in"
      : `the pod's interfaces are ${listed(names)}: correct the name here, set "interface": ` +
        `"${name}" for a network in the annotation, or list the network that is missing`,
  });
}
