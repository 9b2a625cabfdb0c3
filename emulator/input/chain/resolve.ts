/** From manifests to chains: everything that is decided before the first plugin runs. Pure. */

import { isJsonObject, messageOf } from "../../../cni/mod.ts";
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
import { type Manifests, mayHaveMore, type PodManifest } from "../manifests/mod.ts";
import type { Delegate, Finding, NodeModel, PodChain } from "../model.ts";
import { type Claimed, claimedBy, SharedClaims } from "./claims.ts";
import type { NetworkContext } from "./default_network.ts";
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
import { scheduleClaims, schedulePod } from "./scheduling.ts";
import { type ChainSettings, DEFAULT_SETTINGS } from "./settings.ts";

/** The chains of all pods that can be scheduled, and what there is to say. */
export interface ResolvedChains {
  node: NodeModel;
  /** Of the pods that can be attached. */
  chains: PodChain[];
  /** Of the pods that Multus refuses: what it detaches when the runtime clears up after them. */
  refused: PodChain[];
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
  const resourcesInjector = manifests.injectors.length > 0;
  const settings = { ...DEFAULT_SETTINGS, resourcesInjector, ...multus.settings, ...given };
  const pods = manifests.pods.map((pod) =>
    settings.resourcesInjector || pod.devicesInjected
      ? withInjected(pod, manifests.networks, settings)
      : pod
  );
  const claims = new Map(pods.map((pod) => [pod, claimedBy(pod, manifests)]));
  const configured = deviceResources(manifests);
  const resources = withAssumed(configured.resources, manifests, [...claims.values()]);
  const demand = demandOf(pods, [...claims.values()]);
  const functions = settings.node ?? deriveNode(resources, demand);
  const findings: Finding<ChainCode>[] = [
    ...manifests.findings,
    ...multus.findings,
    ...configured.findings,
  ];
  const context: ResolveContext = {
    networks: manifests.networks,
    incomplete: mayHaveMore(manifests),
    settings,
    allocator: new Allocator(makePools(functions, resources)),
    named: new Set(manifests.networks.flatMap((network) => resourceNameOf(network) ?? [])),
    sharedClaims: new SharedClaims(),
    findings,
  };
  const all: PodChain[] = [];
  for (const pod of pods) {
    const { claimed = [], findings: ofClaims = [] } = claims.get(pod) ?? {};
    findings.push(...ofClaims);
    const chain = resolvePod(pod, claimed, context);
    if (chain) all.push(chain);
  }
  const chains = all.filter(({ refusal }) => refusal === undefined);
  const refused = all.filter(({ refusal }) => refusal !== undefined);
  const node = settings.node ?? withNics(functions, nodeLinksOf(chains));
  return { node, chains, refused, findings, settings };
}

type Claims = ReturnType<typeof claimedBy>;

/** Returns how many devices the pods ask for, by resource. */
function demandOf(pods: readonly PodManifest[], claims: readonly Claims[]): Map<string, number> {
  const demand = new Map<string, number>();
  const add = (resource: string, count: number) =>
    demand.set(resource, (demand.get(resource) ?? 0) + count);
  for (const { resource, limit } of pods.flatMap(({ resources }) => resources)) {
    add(resource, limit?.count || 0);
  }
  for (const { devices } of claims.flatMap(({ claimed }) => claimed)) {
    devices.forEach(
      (count, resource) => add(resource, count),
    );
  }
  return demand;
}

/**
 * Without a device plugin's configuration, each resource that a network names is a pool of its own; so
 * is one that a pod claims, and no policy of the driver offers.
 */
function withAssumed(
  configured: readonly DeviceResource[],
  { networks, devicePlugins, policies }: Manifests,
  claims: readonly Claims[],
): DeviceResource[] {
  const isConfigured = devicePlugins.length + policies.length > 0;
  const named = isConfigured ? [] : networks.flatMap((network) => resourceNameOf(network) ?? []);
  const claimed = claims.flatMap(({ claimed }) =>
    claimed.flatMap(({ devices }) => [...devices.keys()])
  );
  const known = new Set(configured.map(({ name }) => name));
  const names = new Set([...named, ...claimed].filter((name) => !known.has(name)));
  return [...configured, ...[...names].map((name) => resourceOf(name, { pfNames: [`<${name}>`] }))];
}

/** What pods have in common while their chains are made. */
interface ResolveContext extends Omit<NetworkContext, "pod"> {
  allocator: Allocator;
  /** The resources that networks name. */
  named: ReadonlySet<string>;
  sharedClaims: SharedClaims;
  findings: Finding<ChainCode>[];
}

function resolvePod(
  pod: PodManifest,
  claimed: readonly Claimed[],
  context: ResolveContext,
): PodChain | undefined {
  const { settings, allocator, named, sharedClaims, findings } = context;
  if (pod.hostNetwork) {
    findings.push(onHostNetwork(pod));
    return undefined;
  }
  const scheduling = schedulePod(pod, allocator, (resource) => named.has(resource));
  const claims = scheduling.devices
    ? scheduleClaims(pod, claimed, { allocator, named, sharedClaims })
    : { devices: undefined, findings: [] };
  findings.push(...scheduling.findings, ...claims.findings);
  if (!scheduling.devices || !claims.devices) return undefined;
  const devices = together([scheduling.devices, ...claims.devices]);
  const { namespace, name, uid } = pod;
  const { delegates, replaced, refused } = delegatesOf({ ...context, pod }, devices);
  const chain = {
    pod: { namespace, name, uid },
    containerId: containerIdOf(pod),
    delegates,
    ...(replaced ? { replaced } : {}),
    ...(pod.hostPorts.length > 0 && passesPortMappings(settings, delegates)
      ? { portMappings: pod.hostPorts }
      : {}),
    devices,
    // Drivers tell containers of their devices in ways of their own.
    environment: deviceEnvironment(scheduling.devices),
  };
  if (!refused) {
    findings.push(...checkResourceUse(pod, chain));
    return chain;
  }
  const { cause, words } = refused;
  const finding = refusal(pod, cause);
  findings.push(finding);
  // Whether it is refused at all cannot be told.
  if (finding.code === "network-elsewhere") return undefined;
  return { ...chain, refusal: `${words}${messageOf(cause)}` };
}

/** Multus sorts what it has been told of each resource. */
function together(parts: readonly Record<string, string[]>[]): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const [resource, devices] of parts.flatMap((part) => Object.entries(part))) {
    all[resource] = [...(all[resource] ?? []), ...devices].sort();
  }
  return all;
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
    const { code, position, message, aside, hint } = error;
    return findingAt(position, { code, message: `${who}: ${message}${aside}`, hint });
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
