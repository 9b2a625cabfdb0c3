/** What the webhook network-resources-injector adds to pods. */

import type { NetworkManifest, PodManifest, ResourceRequest } from "../manifests/mod.ts";
import { NETWORKS } from "./annotations.ts";
import { resourceNameOf } from "./delegate.ts";
import { elementsOf } from "./elements.ts";
import { ChainError } from "./error.ts";

/** Returns the pod asking for a device for each of its networks that takes one; what it asks for itself stays. */
export function withInjected(pod: PodManifest, networks: readonly NetworkManifest[]): PodManifest {
  const annotation = pod.annotations.get(NETWORKS);
  if (!annotation) return pod;
  try {
    const taken = elementsOf(annotation, pod.namespace).flatMap(({ name, namespace }) => {
      const network = networks.find((one) => one.name === name && one.namespace === namespace);
      return (network && resourceNameOf(network)) ?? [];
    });
    const missing = [...new Set(taken)].filter((name) =>
      !pod.resources.some(({ resource }) => resource === name)
    );
    const added = missing.map((resource): ResourceRequest => {
      const amount = { count: taken.filter((one) => one === resource).length, text: annotation };
      return { resource, request: amount, limit: amount };
    });
    const resources = [...pod.resources, ...added];
    return { ...pod, resources: resources.sort((a, b) => a.resource < b.resource ? -1 : 1) };
  } catch (error) {
    if (error instanceof ChainError) return pod; // Told where the chain is made.
    throw error;
  }
}
