/** From manifests to chains: everything that is decided before the first plugin runs. Pure. */

import { isJsonObject } from "../../../cni/mod.ts";
import {
  Allocator,
  deriveNode,
  deviceEnvironment,
  type DeviceResource,
  makePools,
  resourceOf,
  withNics,
} from "../devices/mod.ts";
import { findingAt } from "../finding.ts";
import type { Manifests, PodManifest } from "../manifests/mod.ts";
import type { Delegate, Finding, NodeModel, PodChain } from "../model.ts";
import { resourceNameOf } from "./delegate.ts";
import { deviceResources } from "./device_resources.ts";
import { delegatesOf } from "./delegates.ts";
import { type ChainCode, ChainError } from "./error.ts";
import { containerIdOf } from "./identity.ts";
import { withInjected } from "./injected.ts";
import { readMultusSettings } from "./multus_config.ts";
import { NetworkConfigError, pluginsOf } from "./network_config.ts";
import { nodeLinksOf } from "./node_links.ts";
import { checkResourceUse } from "./resource_use.ts";
import { schedulePod } from "./scheduling.ts";
import { type ChainSettings, DEFAULT_SETTINGS } from "./settings.ts";

/** The chains of all pods that can be scheduled and attached, and what there is to say. */
export interface ResolvedChains {
  node: NodeModel;
  chains: PodChain[];
  findings: Finding<ChainCode>[];
  /** Multus' configuration as it was used. */
  settings: ChainSettings;
}

/**
 * Returns the chains of the pods, in the order of the input. What is `given` goes before Multus'
 * configuration in the manifests, and that before its defaults.
 */
export function resolveChains(
  manifests: Manifests,
  given: Partial<ChainSettings> = {},
): ResolvedChains {
  const multus = readMultusSettings(manifests.multus);
  const settings = { ...DEFAULT_SETTINGS, ...multus.settings, ...given };
  const configured = deviceResources(manifests);
  const resources = manifests.devicePlugins.length + manifests.policies.length > 0
    ? configured.resources
    : assumedResources(manifests);
  const pods = manifests.pods.map((pod) =>
    settings.resourcesInjector || pod.devicesInjected
      ? withInjected(pod, manifests.networks, settings)
      : pod
  );
  const functions = settings.node ?? deriveNode(resources, demandOf(pods));
  const allocator = new Allocator(makePools(functions, resources));
  const findings: Finding<ChainCode>[] = [
    ...manifests.findings,
    ...multus.findings,
    ...configured.findings,
  ];
  const chains: PodChain[] = [];
  for (const pod of pods) {
    const chain = resolvePod(pod, manifests, settings, allocator, findings);
    if (chain) chains.push(chain);
  }
  const node = settings.node ?? withNics(functions, nodeLinksOf(chains));
  return { node, chains, findings, settings };
}

/** Returns how many devices the pods ask for, by resource. */
function demandOf(pods: readonly PodManifest[]): Map<string, number> {
  const demand = new Map<string, number>();
  for (const { resource, limit } of pods.flatMap(({ resources }) => resources)) {
    demand.set(resource, (demand.get(resource) ?? 0) + (limit?.count || 0));
  }
  return demand;
}

/** Without a device plugin's configuration, each resource that a network names is a pool of its own. */
function assumedResources({ networks }: Manifests): DeviceResource[] {
  const names = new Set(networks.flatMap((network) => resourceNameOf(network) ?? []));
  return [...names].map((name) => resourceOf(name, { pfNames: [`<${name}>`] }));
}

function resolvePod(
  pod: PodManifest,
  { networks }: Manifests,
  settings: ChainSettings,
  allocator: Allocator,
  findings: Finding<ChainCode>[],
): PodChain | undefined {
  if (pod.hostNetwork) {
    findings.push(onHostNetwork(pod));
    return undefined;
  }
  const named = new Set(networks.map(resourceNameOf));
  const scheduling = schedulePod(pod, allocator, (resource) => named.has(resource));
  findings.push(...scheduling.findings);
  const { devices } = scheduling;
  if (!devices) return undefined;
  try {
    const { namespace, name, uid } = pod;
    const delegates = delegatesOf({ pod, networks, settings }, devices);
    const chain = {
      pod: { namespace, name, uid },
      containerId: containerIdOf(pod),
      delegates,
      ...(pod.hostPorts.length > 0 && passesPortMappings(settings, delegates)
        ? { portMappings: pod.hostPorts }
        : {}),
      devices,
      environment: deviceEnvironment(devices),
    };
    findings.push(...checkResourceUse(pod, chain));
    return chain;
  } catch (error) {
    findings.push(refusal(pod, error));
    return undefined;
  }
}

/** Multus' installer takes its capabilities from the default network. */
function passesPortMappings(
  { capabilities }: ChainSettings,
  [master]: readonly Delegate[],
): boolean {
  if (capabilities) return capabilities["portMappings"] === true;
  return (master ? pluginsOf(master) : []).some(({ capabilities }) =>
    isJsonObject(capabilities) && capabilities["portMappings"] === true
  );
}

/** Multus resolves everything before it runs anything: one fault, and the pod has no network at all. */
function refusal(pod: PodManifest, error: unknown): Finding<ChainCode> {
  const who = `pod ${pod.namespace}/${pod.name}`;
  if (error instanceof ChainError) {
    const { code, position, message, hint } = error;
    return findingAt(position, { code, message: `${who}: ${message}`, hint });
  }
  // A configuration of the cluster's own, not of a definition.
  if (error instanceof NetworkConfigError) {
    return findingAt(pod.source.position(["metadata"]), {
      code: "network-config",
      message: `${who}: the cluster's network: ${error.message}`,
      hint: "correct Multus' configuration, or the file in the directory of --conf-dir",
    });
  }
  throw error;
}

function onHostNetwork(pod: PodManifest): Finding<ChainCode> {
  return findingAt(pod.source.position(["spec", "hostNetwork"]), {
    code: "host-network",
    message: `pod ${pod.namespace}/${pod.name} is on the host's network: no plugin runs for it`,
    hint: "remove hostNetwork to attach networks",
  });
}

/** Returns the finding that there is nobody to attach networks to. */
export function noPods({ networks, devicePlugins }: Manifests): Finding<ChainCode> {
  return {
    code: "no-pods",
    message: `there is no Pod in the input, only ${networks.length} network definitions and ` +
      `${devicePlugins.length} device plugin configurations`,
    path: "",
    hint: "add a Pod whose annotation k8s.v1.cni.cncf.io/networks lists networks",
  };
}
