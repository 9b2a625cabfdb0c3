/** The networks that a pod gets without asking: the default network, whose delegate is the master, and others. */

import type { JsonObject } from "../../../cni/mod.ts";
import { keyPlace, plainElement, positionOf } from "../annotation/mod.ts";
import type { Path, PodManifest } from "../manifests/mod.ts";
import type { Delegate, Position } from "../model.ts";
import { DEFAULT_NETWORK } from "./annotations.ts";
import { cniArgsOf } from "./cni_args.ts";
import { type DeviceSupply, makeDelegate } from "./delegate.ts";
import { elementsOf } from "./elements.ts";
import { findNetwork } from "./find_network.ts";
import { ChainError } from "./error.ts";
import { type KnownNetworks, lookUpNetwork } from "./lookup.ts";
import {
  classify,
  configIn,
  findConfig,
  firstConfig,
  type NetworkConfig,
} from "./network_config.ts";
import type { ChainSettings, ConfiguredNetwork } from "./settings.ts";

/** The interface that the runtime asks Multus for. */
export const MASTER_IFNAME = "eth0";

/** What the networks of a pod are looked up in. */
export interface NetworkContext extends KnownNetworks {
  pod: PodManifest;
  settings: ChainSettings;
}

/** Returns the delegate of the network that the pod's annotation puts in place of the default one. */
export function chosenDefault(
  context: NetworkContext,
  supply: DeviceSupply,
): Delegate | undefined {
  const { pod, settings } = context;
  const annotation = pod.annotations.get(DEFAULT_NETWORK);
  if (annotation === undefined) return undefined;
  const elements = elementsOf(annotation, settings.multusNamespace);
  const [element] = elements;
  if (!element || elements.length > 1) {
    throw new ChainError(
      elements.length > 1
        ? `more than one default network is specified: ${annotation.text}`
        : `the annotation ${DEFAULT_NETWORK} is empty`,
      {
        code: "annotation",
        position: annotation.at(0),
        hint: "name exactly one network: a pod has one eth0",
      },
    );
  }
  const selectedAt = positionOf(annotation, keyPlace(element.place, "name"));
  return makeDelegate({
    pod,
    element,
    selectedAt,
    network: lookUpNetwork(element, context, selectedAt),
    ifname: element.interface || MASTER_IFNAME,
    master: true,
    supply,
    settings,
  });
}

/**
 * Returns the delegate of a network that the cluster has decided on, at `place` of Multus'
 * configuration. Throws ChainError and NetworkConfigError.
 */
export function configuredDelegate(
  configured: ConfiguredNetwork,
  context: NetworkContext,
  { ifname, master, place }: { ifname: string; master: boolean; place: Path },
  supply: DeviceSupply,
): Delegate {
  const { pod, networks, settings } = context;
  const selectedAt = settings.source?.atPath(place) ?? pod.source.position(["metadata"]);
  if (typeof configured === "string") {
    const element = plainElement(configured, settings.multusNamespace, 0);
    const network = findNetwork(element, networks);
    if (network) {
      return makeDelegate({
        pod,
        element,
        selectedAt,
        network,
        ifname,
        master,
        supply,
        settings,
      });
    }
  }
  const { kind, config } = typeof configured === "string"
    ? onDisk(configured, settings, selectedAt)
    : classify(configured);
  const cniName = nameOf(config);
  return {
    network: cniName,
    cniName,
    kind,
    config,
    ifname,
    master,
    runtimeConfig: {},
    cniArgs: cniArgsOf(pod),
    addArgs: [],
  };
}

/** A name without "/" is a configuration's; with one, it is a file, or a folder whose first file counts. */
function onDisk(name: string, settings: ChainSettings, position: Position): NetworkConfig {
  const { confDir, multusNamespace } = settings;
  const found = name.includes("/") ? atPath(name, settings) : findConfig(name, confDir);
  if (found) return found;
  throw new ChainError(`failed to get clusterNetwork ${name} in namespace ${multusNamespace}`, {
    code: "network-absent",
    position,
    hint:
      `add a NetworkAttachmentDefinition ${multusNamespace}/${name} to the input, or name the ` +
      "directory that has its configuration with --conf-dir",
  });
}

function atPath(path: string, settings: ChainSettings): NetworkConfig | undefined {
  const base = path.slice(path.lastIndexOf("/") + 1);
  return /\.(conf|json|conflist)$/.test(base)
    ? configIn(base, settings)
    : firstConfig(settings.confDir);
}

function nameOf({ name }: JsonObject): string {
  return typeof name === "string" ? name : "";
}
