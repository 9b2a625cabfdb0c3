/** The delegates of one pod: what Multus makes of its annotations, in order. */

import { auxiliaryDelegate } from "./auxiliary_chain.ts";
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

/**
 * Returns the delegates, the default network's first. `devices` are the pod's by resource, in the
 * order in which networks take them. Throws ChainError.
 */
export function delegatesOf(
  context: NetworkContext,
  devices: Readonly<Record<string, readonly string[]>>,
): Delegate[] {
  const supply = new DeviceSupply(devices);
  const configured = configuredDelegates(context, supply);
  // Multus asks for the devices anew for this one, so the networks may get the same again.
  const chosen = chosenDefault(context, new DeviceSupply(devices));
  const delegates = chosen
    ? [asConfigured(chosen, configured[0]), ...configured.slice(1)]
    : configured;
  const asked: Elements[] = [];
  const replacing = context.pod.annotations.get(DEFAULT_NETWORK);
  if (replacing) {
    const elements = elementsOf(replacing, context.settings.multusNamespace);
    asked.push({ elements, annotation: replacing });
  }
  const annotation = context.pod.annotations.get(NETWORKS);
  const elements = annotation ? elementsOf(annotation, context.pod.namespace) : [];
  if (annotation) asked.push({ elements, annotation });
  for (const element of elements) {
    if (!annotation) break;
    const place = { index: delegates.length, others: elements };
    delegates.push(selectedDelegate(element, annotation, place, context, supply));
  }
  refuseSecondGateway(asked);
  const last = auxiliaryDelegate(context, delegates.length);
  return last ? [...delegates, last] : delegates;
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
  const { pod, networks, settings } = context;
  const selectedAt = positionOf(annotation, keyPlace(element.place, "name"));
  refuseIsolated(element, context, annotation);
  return makeDelegate({
    pod,
    element,
    selectedAt,
    network: lookUpNetwork(element, networks, selectedAt, others),
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
