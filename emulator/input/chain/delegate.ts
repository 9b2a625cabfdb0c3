/** One element of the annotation and its definition, as the delegate that Multus makes of them. */

import type { JsonObject } from "../../../cni/mod.ts";
import type { SelectionElement } from "../annotation/mod.ts";
import type { NetworkManifest, PodManifest } from "../manifests/mod.ts";
import type { Delegate, Position } from "../model.ts";
import { RESOURCE_NAME } from "./annotations.ts";
import { cniArgsOf, deprecatedArgs } from "./cni_args.ts";
import { ChainError } from "./error.ts";
import { containerIdOf } from "./identity.ts";
import {
  configOf,
  type NetworkConfig,
  NetworkConfigError,
  withCniArgs,
  withDevice,
} from "./network_config.ts";
import type { ChainSettings } from "./settings.ts";

const DEVICE_INFO_DIR = "/var/run/k8s.cni.cncf.io/devinfo/cni";

/** The pod's devices by resource; each network that names a resource takes the next. */
export class DeviceSupply {
  readonly #used = new Map<string, number>();

  constructor(readonly devices: Readonly<Record<string, readonly string[]>>) {}

  /** Returns the next device, undefined when the pod has no more of them. */
  next(resource: string): string | undefined {
    const index = this.#used.get(resource) ?? 0;
    this.#used.set(resource, index + 1);
    return this.devices[resource]?.[index];
  }
}

/** What an element is to become. */
interface DelegateRequest {
  pod: PodManifest;
  element: SelectionElement;
  /** Where the element was written. */
  selectedAt: Position;
  network: NetworkManifest;
  ifname: string;
  master: boolean;
  supply: DeviceSupply;
  settings: ChainSettings;
}

/** Returns the delegate. Throws ChainError when the definition has no usable configuration. */
export function makeDelegate(request: DelegateRequest): Delegate {
  const { pod, element, network, ifname, master, selectedAt } = request;
  const resourceName = resourceNameOf(network);
  const deviceId = resourceName === undefined ? undefined : request.supply.next(resourceName);
  const { kind, config } = completeConfig(request, deviceId);
  return {
    network: `${element.namespace}/${element.name}`,
    cniName: String(config["name"]),
    kind,
    config,
    ifname,
    master,
    runtimeConfig: master ? {} : runtimeConfigOf(pod, element, ifname, deviceId),
    cniArgs: cniArgsOf(pod),
    addArgs: deprecatedArgs(element),
    ...(element.defaultRoute === undefined ? {} : { gatewayRequest: element.defaultRoute }),
    ...(resourceName === undefined ? {} : { resourceName }),
    ...(deviceId === undefined ? {} : { deviceId }),
    position: configPosition(network),
    selectedAt,
  };
}

/** Returns the resource whose devices the network takes. */
export function resourceNameOf({ annotations }: NetworkManifest): string | undefined {
  return annotations.get(RESOURCE_NAME)?.text || undefined;
}

function completeConfig(
  { element, network, settings }: DelegateRequest,
  deviceId: string | undefined,
): NetworkConfig {
  try {
    let found = configOf(network, settings.confDir);
    if (deviceId !== undefined) found = withDevice(found, deviceId);
    return element.cniArgs ? withCniArgs(found, element.cniArgs) : found;
  } catch (cause) {
    if (!(cause instanceof NetworkConfigError)) throw cause;
    const { message, place } = cause;
    throw new ChainError(`${element.namespace}/${element.name}: ${message}`, {
      code: "network-config",
      position: place === undefined || network.config === undefined
        ? configPosition(network)
        : typeof place === "number"
        ? network.config.at(place)
        : network.config.atPath(place),
      hint: "correct the configuration in the definition",
      cause,
    });
  }
}

function configPosition({ config, source }: NetworkManifest): Position {
  return config?.at(0) ?? source.position(["metadata", "name"]);
}

function runtimeConfigOf(
  pod: PodManifest,
  element: SelectionElement,
  ifname: string,
  injectedDevice: string | undefined,
): JsonObject {
  const { ips, mac, infinibandGuid, portMappings = [], bandwidth } = element;
  const device = injectedDevice ?? element.deviceId;
  const file = `${element.namespace}-${element.name}-${containerIdOf(pod)}_${ifname}`;
  return {
    ...(portMappings.length > 0 ? { portMappings } : {}),
    ...(bandwidth === undefined ? {} : { bandwidth }),
    ...(ips.length > 0 ? { ips } : {}),
    ...(mac !== "" ? { mac } : {}),
    ...(infinibandGuid !== "" ? { infinibandGUID: infinibandGuid } : {}),
    ...(device !== "" ? { deviceID: device, CNIDeviceInfoFile: `${DEVICE_INFO_DIR}/${file}` } : {}),
  };
}
