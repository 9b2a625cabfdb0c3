/** A link that the host does not have. */

import { isLinkName } from "../../../netlink/mod.ts";
import { linkToldIn, nameOnNode } from "../chain/mod.ts";
import { didYouMean } from "../words/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  hostDevices,
  listed,
  pluginsOfType,
  type PluginUse,
  type Report,
  uppersIn,
} from "../lint/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `host-link-absent`. */
export const hostLinkAbsent = defineRule({
  code: "host-link-absent",
  severity: "error",
  replay: "all",
  title: "a link that the host does not have",
  why: "The plugin looks for the link on the host, does not find it, and fails: the pod does " +
    "not start.",
  remedy: "Correct the name, or describe the node's devices in a ChainScenario.",
  wrong: variation({
    networks: "bond@bond0",
    resources: "{}",
    bond: '"linksInContainer": false, "links": ["ens1f0v0", "ens2f0v9"]',
  }),
  right: variation({
    networks: "bond@bond0",
    resources: "{}",
    bond: '"linksInContainer": false, "links": ["ens1f0v0", "ens2f0v0"]',
  }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  const devices = hostDevices(context.node);
  return wantedOf(context).filter(({ isThere }) => !isThere).map(({ use, name, path }) =>
    aboutConfig(context, use, path, {
      message: `${use.delegate.network} looks for ${name} on the host, which has no such link` +
        didYouMean(name, devices),
      hint: `the node has ${listed(devices) || "no devices"}; a ChainScenario can describe others`,
    })
  );
}

/** What a plugin looks for on the host. */
interface Wanted {
  use: PluginUse;
  /** The link's name, or what else tells it. */
  name: string;
  path: Path;
  isThere: boolean;
}

function wantedOf(context: ChainContext): Wanted[] {
  const { node } = context;
  const isThere = (name: string) => hostDevices(node).includes(name);
  const ports = bondsIn(context).filter(({ linksInContainer }) => !linksInContainer)
    .flatMap((bond) =>
      bond.links.filter(({ maker }) => !maker).map(({ name, path }): Wanted => ({
        use: bond,
        name,
        path,
        isThere: isThere(name),
      }))
    );
  const moved = pluginsOfType(context, "host-device").flatMap((use): Wanted[] => {
    const told = use.delegate.deviceId === undefined ? linkToldIn(use.config) : undefined;
    if (!told) return [];
    const { value, key } = told;
    return [{ use, name: value, path: [key], isThere: nameOnNode(node, told) !== undefined }];
  });
  // What is no name at all is told elsewhere.
  const masters = uppersIn(context)
    .filter(({ inContainer, maker, master }) => !inContainer && !maker && isLinkName(master))
    .map(({ use, master }) => ({ use, name: master, path: ["master"], isThere: isThere(master) }));
  return [...ports, ...moved, ...masters];
}
