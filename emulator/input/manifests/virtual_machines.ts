/** Virtual machines of KubeVirt: each runs in a pod, whose networks and devices KubeVirt asks for. */

import { createHash } from "node:crypto";
import { DEFAULT_NAMESPACE } from "../names.ts";
import { checkSource } from "./check.ts";
import { composedText, membersOf, type Piece } from "./composed_text.ts";
import { type Path, valueAt } from "./path.ts";
import { annotationTexts, barePod, type PodIdentity } from "./pods.ts";
import { machinesSchema, type MachineTemplate, machineTemplateSchema } from "./schema.ts";
import type { Source } from "./source.ts";
import type { SourceText } from "./source_text.ts";
import type { Manifests, PodManifest } from "./types.ts";
import { podCount } from "./workloads.ts";

const NETWORKS = "k8s.v1.cni.cncf.io/networks";
const DEFAULT_NETWORK = "v1.multus-cni.io/default-network";
/** How much of its hash is in the name of a network's interface. */
const HASH_DIGITS = 11;

/** Returns a reader that adds the pods of machines whose template stands at `path`; "" for no template. */
export function machineReader(...path: string[]): (source: Source, manifests: Manifests) => void {
  return (source, { pods, findings }) => {
    const machines = checkSource(source, machinesSchema, findings);
    const template = source.part(path, valueAt(source.value, path));
    const read = machines && checkSource(template, machineTemplateSchema, findings);
    if (!read) return;
    const { metadata: { name = "vm", namespace = DEFAULT_NAMESPACE }, spec } = machines;
    for (let i = 0; i < podCount(spec.replicas); i++) {
      const machine = spec.replicas === undefined ? name : `${name}-${i}`;
      pods.push(launcherPod({ name: `virt-launcher-${machine}`, namespace }, read, source, path));
    }
  };
}

/** The pod that a machine runs in: it takes over the machine's annotations, but for its networks. */
function launcherPod(
  identity: PodIdentity,
  { metadata, spec }: MachineTemplate,
  source: Source,
  base: Path,
): PodManifest {
  const interfaces = spec.domain?.devices?.interfaces ?? [];
  const networks = (spec.networks ?? []).flatMap((network, i) => {
    const { multus, name } = network;
    const own = interfaces.find((one) => one.name === name);
    if (!multus || own?.state === "absent") return [];
    return [{
      ...multus,
      interface: interfaceNameOf(name),
      mac: own?.macAddress,
      path: [...base, "spec", "networks", i, "multus", "networkName"],
    }];
  });
  const annotations = annotationTexts(metadata?.annotations, source, [...base, "metadata"]);
  const [first] = networks.filter((network) => network.default);
  const others = networks.filter((network) => !network.default);
  if (first) annotations.set(DEFAULT_NETWORK, source.textAt(first.path, first.networkName));
  if (others.length > 0) {
    annotations.set(NETWORKS, selectionOf(others, identity.namespace, source));
  }
  return { ...barePod(identity, source), base, annotations, devicesInjected: true };
}

interface MachineNetwork {
  networkName: string;
  interface: string;
  mac: string | null | undefined;
  path: Path;
}

function selectionOf(
  networks: readonly MachineNetwork[],
  namespace: string,
  source: Source,
): SourceText {
  const pieces = networks.flatMap(({ networkName, mac, interface: ifname, path }, i): Piece[] => {
    const slash = networkName.indexOf("/");
    const given = {
      name: networkName.slice(slash + 1),
      namespace: slash < 0 ? namespace : networkName.slice(0, slash),
      ...(mac ? { mac } : {}),
      interface: ifname,
    };
    const members = Object.entries(given).map(([key, value]) => ({ key, value, from: path }));
    const [open, close] = [i === 0 ? "[{" : ",{", i === networks.length - 1 ? "}]" : "}"];
    return [{ text: open, from: path }, ...membersOf(members), { text: close, from: path }];
  });
  return composedText(source, pieces);
}

function interfaceNameOf(network: string): string {
  return `pod${createHash("sha256").update(network).digest("hex").slice(0, HASH_DIGITS)}`;
}
