/** The delegates of one pod: what Multus makes of its annotations, in order. */

import type { JsonObject } from "../../cni/mod.ts";
import { AnnotationError, parseNetworks, type SelectionElement } from "../annotation/mod.ts";
import { familyOfAddress } from "./family.ts";
import type { NetworkManifest, PodManifest } from "../manifests/mod.ts";
import type { Delegate } from "../model.ts";
import { containerIdOf } from "./identity.ts";
import { configOf, type NetworkConfig, withCniArgs, withDevice } from "./network_config.ts";
import type { ChainSettings } from "./settings.ts";

/** The annotation that lists a pod's networks. */
export const NETWORKS = "k8s.v1.cni.cncf.io/networks";
/** The annotation that replaces a pod's default network. */
export const DEFAULT_NETWORK = "v1.multus-cni.io/default-network";
const RESOURCE_NAME = "k8s.v1.cni.cncf.io/resourceName";
/** The interface that the runtime asks Multus for. */
const MASTER_IFNAME = "eth0";
const DEVICE_INFO_DIR = "/var/run/k8s.cni.cncf.io/devinfo/cni";

/** A pod that Multus refuses before any plugin has run. */
export class ChainError extends Error {
  override readonly name = "ChainError";
  /** The annotation that is at fault. */
  readonly annotation: string;
  /** The definition that is at fault, where it is one. */
  readonly network: NetworkManifest | undefined;

  constructor(
    message: string,
    options: { annotation: string; network?: NetworkManifest; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.annotation = options.annotation;
    this.network = options.network;
  }
}

/** Everything that a pod's delegates are made of. */
export interface DelegateContext {
  networks: readonly NetworkManifest[];
  settings: ChainSettings;
  /** The pod's devices by resource, in the order in which networks take them. */
  devices: Readonly<Record<string, readonly string[]>>;
}

/** Returns the pod's delegates, the default network's first. Throws ChainError. */
export function delegatesOf(pod: PodManifest, context: DelegateContext): Delegate[] {
  const { settings } = context;
  const used = new Map<string, number>();
  const elements = elementsOf(pod, NETWORKS, pod.namespace);
  const defaults = settings.systemNamespaces.includes(pod.namespace)
    ? []
    : settings.defaultNetworks.map((name) => elementNamed(name, settings.multusNamespace));
  const master = masterOf(pod, context, used);
  const extra = [
    ...defaults.map((element) => ({ element, annotation: "defaultNetworks" })),
    ...elements.map((element) => ({ element, annotation: NETWORKS })),
  ];
  const delegates = extra.map(({ element, annotation }, index) => {
    if (annotation === NETWORKS) refuseIsolated(pod, element, settings);
    const ifname = element.interface || `net${index + 1}`;
    return attach(pod, element, annotation, ifname, context, used);
  });
  refuseSecondGateway(delegates);
  return [master, ...delegates];
}

function elementsOf(pod: PodManifest, annotation: string, namespace: string): SelectionElement[] {
  try {
    return parseNetworks(pod.annotations.get(annotation)?.text ?? "", namespace);
  } catch (cause) {
    if (!(cause instanceof AnnotationError)) throw cause;
    throw new ChainError(cause.message, { annotation, cause });
  }
}

function elementNamed(text: string, defaultNamespace: string): SelectionElement {
  const [element] = parseNetworks(text, defaultNamespace);
  if (!element) throw new RangeError("defaultNetworks has an empty name");
  return element;
}

function masterOf(
  pod: PodManifest,
  context: DelegateContext,
  used: Map<string, number>,
): Delegate {
  const { settings } = context;
  const elements = elementsOf(pod, DEFAULT_NETWORK, settings.multusNamespace);
  const [element] = elements;
  if (elements.length > 1) {
    throw new ChainError(
      `${DEFAULT_NETWORK} names ${elements.length} networks: exactly one is due`,
      {
        annotation: DEFAULT_NETWORK,
      },
    );
  }
  if (element) {
    const delegate = attach(pod, element, DEFAULT_NETWORK, MASTER_IFNAME, context, used);
    return { ...delegate, master: true, network: delegate.cniName };
  }
  const config = settings.clusterNetwork;
  const cniName = String(config["name"] ?? "");
  const kind = typeof config["type"] === "string" ? "conf" : "conflist";
  return {
    network: cniName,
    cniName,
    kind,
    config,
    ifname: MASTER_IFNAME,
    master: true,
    runtimeConfig: {},
    cniArgs: cniArgsOf(pod),
    gatewayRequest: [],
  };
}

function attach(
  pod: PodManifest,
  element: SelectionElement,
  annotation: string,
  ifname: string,
  { networks, settings, devices }: DelegateContext,
  used: Map<string, number>,
): Delegate {
  const network = networks.find(({ name, namespace }) =>
    name === element.name && namespace === element.namespace
  );
  if (!network) throw absent(element, networks, annotation);
  let found: NetworkConfig;
  try {
    found = configOf(network, settings.confDir);
  } catch (cause) {
    throw new ChainError(
      `${element.namespace}/${element.name}: ${cause instanceof Error ? cause.message : cause}`,
      { annotation, network, cause },
    );
  }
  const resourceName = resourceNameOf(network);
  const deviceId = resourceName === undefined ? undefined : nextDevice(resourceName, devices, used);
  if (deviceId !== undefined) found = withDevice(found, deviceId);
  if (element.cniArgs) found = withCniArgs(found, element.cniArgs);
  return {
    network: `${element.namespace}/${element.name}`,
    cniName: String(found.config["name"] ?? ""),
    kind: found.kind,
    config: found.config,
    ifname,
    master: false,
    runtimeConfig: runtimeConfigOf(pod, element, ifname, deviceId),
    cniArgs: [...cniArgsOf(pod), ...deprecatedArgs(element)],
    gatewayRequest: element.defaultRoute,
    ...(resourceName === undefined ? {} : { resourceName }),
    ...(deviceId === undefined ? {} : { deviceId }),
    position: network.source.position(["spec", "config"]),
  };
}

/** Returns the resource whose devices the network takes. */
export function resourceNameOf({ annotations }: NetworkManifest): string | undefined {
  return annotations.get(RESOURCE_NAME)?.text || undefined;
}

function nextDevice(
  resource: string,
  devices: DelegateContext["devices"],
  used: Map<string, number>,
): string | undefined {
  const index = used.get(resource) ?? 0;
  used.set(resource, index + 1);
  return devices[resource]?.[index];
}

function absent(
  { namespace, name }: SelectionElement,
  networks: readonly NetworkManifest[],
  annotation: string,
): ChainError {
  const elsewhere = networks.filter((network) => network.name === name);
  const near = nearest(name, networks.filter((network) => network.namespace === namespace));
  const hint = elsewhere.length > 0
    ? `; it is in the namespace ${
      elsewhere.map((network) => network.namespace).join(", ")
    }: write ` +
      `${elsewhere[0]?.namespace}/${name}`
    : near !== undefined
    ? `; did you mean ${near}?`
    : networks.length > 0
    ? `; there are ${networks.map((network) => `${network.namespace}/${network.name}`).join(", ")}`
    : "; there are none in the input";
  return new ChainError(
    `cannot find a network-attachment-definition (${name}) in namespace (${namespace})${hint}`,
    { annotation },
  );
}

/** Returns the name that is most like `name`, if it is much like it. */
function nearest(name: string, networks: readonly NetworkManifest[]): string | undefined {
  const rated = networks
    .map((network) => ({ name: network.name, distance: editDistance(name, network.name) }))
    .sort((one, other) => one.distance - other.distance);
  const [best] = rated;
  const limit = Math.max(2, Math.floor(name.length / 3));
  return best && best.distance <= limit ? best.name : undefined;
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, character] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, against] of [...other].entries()) {
      const substitution = (row[j] ?? 0) + Number(character !== against);
      next.push(Math.min(substitution, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

function refuseIsolated(
  pod: PodManifest,
  { namespace, name }: SelectionElement,
  { namespaceIsolation, globalNamespaces }: ChainSettings,
): void {
  if (!namespaceIsolation || namespace === pod.namespace || globalNamespaces.includes(namespace)) {
    return;
  }
  throw new ChainError(
    `namespace isolation is on: the pod is in namespace ${pod.namespace} and may not use ` +
      `${namespace}/${name}; move the definition to the pod's namespace, or to ` +
      globalNamespaces.join(", "),
    { annotation: NETWORKS },
  );
}

/** Only one gateway per family can be a pod's default one. */
function refuseSecondGateway(delegates: readonly Delegate[]): void {
  const gateways = delegates.flatMap(({ gatewayRequest }) => gatewayRequest);
  for (const family of [4, 6] as const) {
    const ofFamily = gateways.filter((gateway) => familyOfAddress(gateway) === family);
    if (ofFamily.length > 1) {
      throw new ChainError(
        `default-route is asked for with ${ofFamily.length} IPv${family} gateways ` +
          `(${ofFamily.join(", ")}): one for each family at most`,
        { annotation: NETWORKS },
      );
    }
  }
}

function runtimeConfigOf(
  pod: PodManifest,
  element: SelectionElement,
  ifname: string,
  deviceId: string | undefined,
): JsonObject {
  const { ips, mac, infinibandGuid, portMappings, bandwidth } = element;
  const device = deviceId ?? element.deviceId;
  const file = `${element.namespace}-${element.name}-${containerIdOf(pod)}_${ifname}`;
  return {
    ...(portMappings === undefined ? {} : { portMappings }),
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(ips.length > 0 ? { ips } : {}),
    ...(mac !== "" ? { mac } : {}),
    ...(infinibandGuid !== "" ? { infinibandGUID: infinibandGuid } : {}),
    ...(device !== "" ? { deviceID: device } : {}),
    ...(deviceId === undefined ? {} : { CNIDeviceInfoFile: `${DEVICE_INFO_DIR}/${file}` }),
  };
}

function cniArgsOf(pod: PodManifest): [string, string][] {
  return [
    ["IgnoreUnknown", "true"],
    ["K8S_POD_NAMESPACE", pod.namespace],
    ["K8S_POD_NAME", pod.name],
    ["K8S_POD_INFRA_CONTAINER_ID", containerIdOf(pod)],
    ["K8S_POD_UID", pod.uid],
  ];
}

/** Multus still passes these beside runtimeConfig. */
function deprecatedArgs({ mac, ips }: SelectionElement): [string, string][] {
  return [
    ...(mac !== "" ? [["MAC", mac] as [string, string]] : []),
    ...(ips.length > 0 ? [["IP", ips.join(",")] as [string, string]] : []),
  ];
}
