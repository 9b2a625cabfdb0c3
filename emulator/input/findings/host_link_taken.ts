/** A link of the host for two interfaces. */

import { memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  bondsIn,
  type ChainContext,
  type LintInput,
  pluginsOfType,
  type PluginUse,
  type Report,
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
    "not find it, and the pod, or a further pod of the workload on that node, does not start.",
  remedy: "Name another link for each; for several pods on a node take devices from a resource.",
  wrong: nics("ens3"),
  right: nics("ens4"),
  inInput: check,
});

/** A link that a plugin moves away from the host. */
interface Taken {
  context: ChainContext;
  use: PluginUse;
  name: string;
  path: Path;
}

function check({ pods }: LintInput): Report[] {
  const taken = pods.flatMap(takenBy);
  return taken.flatMap(({ context, use, name, path }, i): Report[] => {
    // Pods of different manifests may run one after the other.
    const earlier = taken.slice(0, i).find((one) =>
      one.name === name && one.context.pod.source === context.pod.source
    );
    if (!earlier) return [];
    const whose = earlier.context === context
      ? earlier.use.delegate.network
      : "another pod of the workload";
    return [aboutConfig(context, use, path, {
      message: `${use.delegate.network} takes ${name} from the host, where ${whose} has taken it`,
      hint: earlier.context === context
        ? "name another link"
        : "take devices from a resource, so that each pod has its own",
    })];
  });
}

function takenBy(context: ChainContext): Taken[] {
  const devices = pluginsOfType(context, "host-device").flatMap((use): Taken[] => {
    const name = memberOf(use.config, "device");
    return typeof name === "string" && name !== ""
      ? [{ context, use, name, path: ["device"] }]
      : [];
  });
  const links = bondsIn(context).filter(({ linksInContainer }) => !linksInContainer)
    .flatMap((bond) => bond.links.map(({ name, path }) => ({ context, use: bond, name, path })));
  return [...devices, ...links].sort((one, other) => one.use.index - other.use.index);
}
