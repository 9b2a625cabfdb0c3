/** The delegates of one pod: what Multus makes of its annotations, in order. */

import { auxiliaryDelegates } from "./auxiliary_chain.ts";
import { keyPlace, positionOf, type SelectionElement } from "../annotation/mod.ts";
import type { SourceText } from "../manifests/mod.ts";
import type { Delegate } from "../model.ts";
import { DEFAULT_NETWORK, NETWORKS } from "./annotations.ts";
import {
  chosenDefault,
  configuredDelegate,
  MASTER_IFNAME,
  type NetworkContext,
} from "./default_network.ts";
import { DeviceSupply, makeDelegate } from "./delegate.ts";
import { elementsOf } from "./elements.ts";
import { ChainError } from "./error.ts";
import { type Elements, refuseSecondGateway } from "./gateways.ts";
import { lookUpNetwork } from "./lookup.ts";

/** The delegates of a pod, the default network's first. */
interface FoundDelegates {
  /** All of them, or those that Multus has found when it refuses the pod. */
  delegates: Delegate[];
  /** The cluster's default network, where the pod has chosen another one. */
  replaced?: Delegate | undefined;
  /** Why it does: a ChainError or NetworkConfigError, and Multus' words before it. */
  refused?: { cause: unknown; words: string };
}

/**
 * Returns the delegates. `devices` are the pod's by resource, in the order in which networks take them.
 */
export function delegatesOf(
  context: NetworkContext,
  devices: Readonly<Record<string, readonly string[]>>,
): FoundDelegates {
  const delegates: Delegate[] = [];
  const supply = new DeviceSupply(devices);
  let replaced: Delegate | undefined;
  let words = "failed to get clusterNetwork/defaultNetworks: ";
  try {
    delegates.push(...configuredDelegates(context, supply));
    words = "error loading k8s delegates k8s args: ";
    // Multus asks for the devices anew for this one, so the networks may get the same again.
    const chosen = chosenDefault(context, new DeviceSupply(devices));
    if (chosen) [replaced] = delegates.splice(0, 1, asConfigured(chosen, delegates[0]));
    addSelected(delegates, context, supply);
    words = "";
    delegates.push(...auxiliaryDelegates(context, delegates.length));
    return { delegates, replaced };
  } catch (cause) {
    return { delegates, replaced, refused: { cause, words } };
  }
}

/** Adds the networks that the pod asks for: all, or none where one of them cannot be had. */
function addSelected(
  delegates: Delegate[],
  context: NetworkContext,
  supply: DeviceSupply,
): void {
  const asked: Elements[] = [];
  const replacing = context.pod.annotations.get(DEFAULT_NETWORK);
  if (replacing) {
    const elements = elementsOf(replacing, context.settings.multusNamespace);
    asked.push({ elements, annotation: replacing });
  }
  const annotation = context.pod.annotations.get(NETWORKS);
  const elements = annotation ? elementsOf(annotation, context.pod.namespace) : [];
  if (annotation) {
    asked.push({ elements, annotation });
    delegates.push(...allOf(elements, (element, i) => {
      const place = { index: delegates.length + i, others: elements };
      return selectedDelegate(element, annotation, place, context, supply);
    }));
  }
  refuseSecondGateway(asked);
}

/** A definition that may be elsewhere is not the reason where another one is wrong for certain. */
function allOf(
  elements: readonly SelectionElement[],
  make: (element: SelectionElement, i: number) => Delegate,
): Delegate[] {
  const elsewhere: ChainError[] = [];
  const all = elements.flatMap((element, i) => {
    try {
      return make(element, i);
    } catch (error) {
      if (!(error instanceof ChainError) || error.code !== "network-elsewhere") throw error;
      elsewhere.push(error);
      return [];
    }
  });
  const [first] = elsewhere;
  if (first) throw first;
  return all;
}

function asConfigured(chosen: Delegate, replaced: Delegate | undefined): Delegate {
  return replaced?.configured ? { ...chosen, configured: true } : chosen;
}

function configuredDelegates(context: NetworkContext, supply: DeviceSupply): Delegate[] {
  const { pod, settings } = context;
  const isSystem = settings.systemNamespaces.includes(pod.namespace);
  const first = { ifname: MASTER_IFNAME, master: true, place: ["clusterNetwork"] };
  const make: typeof configuredDelegate = (network, ...where) => {
    const delegate = configuredDelegate(network, ...where);
    return typeof network === "string" ? delegate : { ...delegate, configured: true };
  };
  const delegates = [make(settings.clusterNetwork, context, first, supply)];
  for (const [index, network] of settings.defaultNetworks.entries()) {
    if (isSystem && typeof network === "string") continue;
    const ifname = `net${delegates.length}`;
    const further = { ifname, master: false, place: ["defaultNetworks", index] };
    delegates.push(make(network, context, further, supply));
  }
  return delegates;
}

function selectedDelegate(
  element: SelectionElement,
  annotation: SourceText,
  { index, others }: { index: number; others: readonly SelectionElement[] },
  context: NetworkContext,
  supply: DeviceSupply,
): Delegate {
  const { pod, settings } = context;
  const selectedAt = positionOf(annotation, keyPlace(element.place, "name"));
  refuseIsolated(element, context, annotation);
  return makeDelegate({
    pod,
    element,
    selectedAt,
    network: lookUpNetwork(element, context, selectedAt, others),
    ifname: element.interface || `net${index}`,
    master: false,
    supply,
    settings,
  });
}

function refuseIsolated(
  { namespace, place }: SelectionElement,
  { pod, settings: { namespaceIsolation, globalNamespaces } }: NetworkContext,
  annotation: SourceText,
): void {
  if (!namespaceIsolation || namespace === pod.namespace || globalNamespaces.includes(namespace)) {
    return;
  }
  throw new ChainError(
    `namespace isolation enabled, annotation violates permission, pod is in namespace ` +
      `${pod.namespace} but refers to target namespace ${namespace}`,
    {
      code: "namespace-isolation",
      position: positionOf(annotation, keyPlace(place, "namespace")),
      hint: `move the definition to namespace ${pod.namespace}, or to one that all may use: ` +
        globalNamespaces.join(", "),
    },
  );
}
