/** What the webhook network-resources-injector adds to pods, and KubeVirt to those of its machines. */

import type { NetworkManifest, PodManifest, ResourceRequest } from "../manifests/mod.ts";
import { DEFAULT_NETWORK, NETWORKS } from "./annotations.ts";
import { resourceNameOf } from "./delegate.ts";
import { elementsOf } from "./elements.ts";
import { findNetwork } from "./find_network.ts";
import { ChainError } from "./error.ts";
import type { ChainSettings } from "./settings.ts";

/** Returns the pod asking for a device for each of its networks that takes one; what it asks for itself stays. */
export function withInjected(
  pod: PodManifest,
  networks: readonly NetworkManifest[],
  { multusNamespace }: Pick<ChainSettings, "multusNamespace">,
): PodManifest {
  try {
    const asked = [
      // Of the default network the webhook knows nothing.
      ...(pod.devicesInjected ? askedBy(pod, DEFAULT_NETWORK, multusNamespace) : []),
      ...askedBy(pod, NETWORKS, pod.namespace),
    ];
    const taken = asked.flatMap(({ element: { name, namespace }, annotation }) => {
      const network = findNetwork({ name, namespace }, networks);
      const resource = network && resourceNameOf(network);
      return resource === undefined ? [] : [{ resource, annotation }];
    });
    const missing = [...Map.groupBy(taken, ({ resource }) => resource)].filter(([name]) =>
      !pod.resources.some(({ resource }) => resource === name)
    );
    const added = missing.flatMap(([resource, [first, ...others]]): ResourceRequest[] => {
      if (!first) return [];
      const amount = { count: 1 + others.length, text: first.annotation };
      return [{ resource, request: amount, limit: amount }];
    });
    const resources = [...pod.resources, ...added];
    return { ...pod, resources: resources.sort((a, b) => a.resource < b.resource ? -1 : 1) };
  } catch (error) {
    if (error instanceof ChainError) return pod; // Told where the chain is made.
    throw error;
  }
}

function askedBy({ annotations }: PodManifest, key: string, namespace: string) {
  const annotation = annotations.get(key);
  if (!annotation) return [];
  return elementsOf(annotation, namespace).map((element) => ({ element, annotation }));
}
