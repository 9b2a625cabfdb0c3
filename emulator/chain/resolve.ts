/** From manifests to chains: everything that is decided before the first plugin runs. Pure. */

import {
  type Allocation,
  Allocator,
  deriveNode,
  deviceEnvironment,
  type DeviceResource,
  makePools,
  parseResourceList,
} from "../devices/mod.ts";
import type { Manifests, PodManifest } from "../manifests/mod.ts";
import type { Diagnostic, NodeModel, PodChain } from "../model.ts";
import { diagnosticAt } from "../diagnostic.ts";
import { ChainError, delegatesOf, resourceNameOf } from "./delegates.ts";
import { containerIdOf } from "./identity.ts";
import { type ChainSettings, DEFAULT_SETTINGS } from "./settings.ts";

/** The chains of all pods that can be scheduled and attached, and what there is to say. */
export interface ResolvedChains {
  node: NodeModel;
  chains: PodChain[];
  diagnostics: Diagnostic[];
}

/** Returns the chains of the pods, in the order of the input. */
export function resolveChains(
  manifests: Manifests,
  given: Partial<ChainSettings> = {},
): ResolvedChains {
  const settings = { ...DEFAULT_SETTINGS, ...given };
  const lists = manifests.devicePlugins.map(parseResourceList);
  const resources = lists.length > 0
    ? lists.flatMap((list) => list.resources)
    : assumedResources(manifests);
  const node = settings.node ?? deriveNode(resources);
  const allocator = new Allocator(makePools(node, resources));
  const diagnostics = [...manifests.diagnostics, ...lists.flatMap((list) => list.diagnostics)];
  const chains: PodChain[] = [];
  for (const pod of manifests.pods) {
    const resolved = resolvePod(pod, manifests, settings, allocator);
    if ("delegates" in resolved) chains.push(resolved);
    else diagnostics.push(resolved);
  }
  if (manifests.pods.length === 0) diagnostics.push(noPods(manifests));
  return { node, chains, diagnostics };
}

/** Without a device plugin's configuration, each resource that a network names is a pool of its own. */
function assumedResources({ networks }: Manifests): DeviceResource[] {
  const names = new Set(networks.flatMap((network) => resourceNameOf(network) ?? []));
  return [...names].map((name) => ({
    name,
    selectors: [{
      vendors: [],
      devices: [],
      drivers: [],
      pciAddresses: [],
      pfNames: [{ name: `<${name}>` }],
      rootDevices: [],
      linkTypes: [],
    }],
  }));
}

function resolvePod(
  pod: PodManifest,
  { networks }: Manifests,
  settings: ChainSettings,
  allocator: Allocator,
): PodChain | Diagnostic {
  const requests = pod.resources
    .filter(({ resource }) =>
      allocator.offers(resource) ||
      networks.some((network) => resourceNameOf(network) === resource)
    )
    .map(({ resource, request, limit }) => [resource, (request ?? limit)?.count || 0] as const);
  const allocation = allocator.allocate(Object.fromEntries(requests));
  if (!("devices" in allocation)) return unschedulable(pod, allocation);
  try {
    return {
      pod: { namespace: pod.namespace, name: pod.name, uid: pod.uid },
      containerId: containerIdOf(pod),
      delegates: delegatesOf(pod, { networks, settings, devices: allocation.devices }),
      devices: allocation.devices,
      environment: deviceEnvironment(allocation.devices),
    };
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    return refusal(pod, error);
  }
}

function refusal(pod: PodManifest, { message, annotation, network }: ChainError): Diagnostic {
  const position = network === undefined
    ? pod.annotations.get(annotation)?.at(0) ?? pod.source.position(["metadata"])
    : network.source.position(["spec", "config"]);
  return diagnosticAt(position, {
    code: network === undefined ? "annotation" : "network-config",
    severity: "error",
    message: `pod ${pod.namespace}/${pod.name}: ${message}`,
    hint: "Multus refuses the pod before any plugin runs: nothing is attached, eth0 included",
  });
}

function unschedulable(
  pod: PodManifest,
  { resource, wanted, free, known }: Exclude<Allocation, { devices: unknown }>,
): Diagnostic {
  return diagnosticAt(pod.source.position(["spec", "containers"]), {
    code: "unschedulable",
    severity: "error",
    message: `pod ${pod.namespace}/${pod.name} cannot be scheduled: it asks for ${wanted} of ` +
      `${resource}, ${known ? `of which ${free} are free` : "which the node does not offer"}`,
    hint: known
      ? "ask for fewer, or give the pool more devices (pfNames, more virtual functions)"
      : "the ConfigMap of the device plugin must have a resource of that name and prefix",
  });
}

function noPods({ networks, devicePlugins }: Manifests): Diagnostic {
  return {
    code: "no-pods",
    severity: "error",
    message: `there is no Pod in the input, only ${networks.length} network definitions and ` +
      `${devicePlugins.length} device plugin configurations`,
    path: "",
    hint: "add a Pod whose annotation k8s.v1.cni.cncf.io/networks lists networks",
  };
}
