/** A link of the host for two interfaces. */

import { linkToldIn, nameOnNode } from "../chain/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  type LintInput,
  ownerOf,
  pluginsOfType,
  type PluginUse,
  type Report,
  uppersIn,
} from "../lint/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const nics = (second: string) =>
  variation({
    networks: "nic@lan0, nic-2@lan1",
    resources: "{}",
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: nic
spec:
  config: '{"cniVersion": "0.4.0", "name": "nic", "type": "host-device", "device": "ens3"}'
---
apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: nic-2
spec:
  config: '{"cniVersion": "0.4.0", "name": "nic-2", "type": "host-device", "device": "${second}"}'
`,
  });

/** The finding `host-link-taken`. */
export const hostLinkTaken = defineRule({
  code: "host-link-taken",
  severity: "error",
  replay: "all",
  title: "a link of the host for two interfaces",
  why: "A link that has been moved into a pod is on the host no more: the second plugin does " +
    "not find it, and the pod, or a further pod on that node, does not start.",
  remedy: "Name another link for each; for several pods on a node take devices from a resource.",
  wrong: nics("ens3"),
  right: nics("ens4"),
  inInput: check,
});

/** What a plugin needs of the host, and whether it moves that away. */
interface Need {
  context: ChainContext;
  use: PluginUse;
  /** The link's name, or what else tells it. */
  name: string;
  path: Path;
  isMoved: boolean;
}

function check({ pods }: LintInput): Report[] {
  const movers = new Map<string, Need>();
  return pods.flatMap(needsOf).flatMap((need): Report[] => {
    const { context, use, name, path, isMoved } = need;
    const earlier = movers.get(name);
    if (!earlier) {
      if (isMoved) movers.set(name, need);
      return [];
    }
    return [aboutConfig(context, use, path, {
      message: `${use.delegate.network} takes ${name} from the host, where ${
        ownerOf(earlier, context)
      } has taken it`,
      hint: earlier.context === context
        ? "name another link"
        : "take devices from a resource, so that each pod has its own",
    })];
  });
}

function needsOf(context: ChainContext): Need[] {
  const devices = pluginsOfType(context, "host-device").flatMap((use): Need[] => {
    const told = linkToldIn(use.config);
    if (!told || use.delegate.deviceId === told.value) return [];
    const name = nameOnNode(context.node, told) ?? told.value;
    return [{ context, use, name, path: [told.key], isMoved: true }];
  });
  const links = bondsIn(context).filter(({ linksInContainer }) => !linksInContainer)
    .flatMap((bond) =>
      bond.links.map(({ name, path }) => ({ context, use: bond, name, path, isMoved: true }))
    );
  const masters = uppersIn(context).filter(({ inContainer, maker }) => !inContainer && !maker)
    .map(({ use, master }) => ({ context, use, name: master, path: ["master"], isMoved: false }));
  return [...devices, ...links, ...masters]
    .sort((one, other) => one.use.index - other.use.index);
}
