/** What the SR-IOV operator puts before the names of its resources. */

import {
  type Manifests,
  type NetworkManifest,
  OPERATOR_PREFIX,
  SourceText,
} from "../manifests/mod.ts";
import { RESOURCE_NAME } from "./annotations.ts";
import { resourceNameOf } from "./delegate.ts";

/**
 * Returns the manifests with the prefix that the pods ask for. It is in the operator's environment
 * (RESOURCE_PREFIX), of which manifests say nothing; without a pod that asks it is the usual one.
 */
export function withOperatorPrefix(manifests: Manifests): Manifests {
  const { pods, networks, policies } = manifests;
  const ordered = networks.filter((network) => network.ordered);
  const names = new Set([
    ...ordered.flatMap((network) => plainName(resourceNameOf(network))),
    ...policies.map(({ resourceName }) => resourceName),
  ]);
  const asked = pods.flatMap(({ resources }) => resources.map(({ resource }) => resource))
    .filter((resource) => plainName(resource).some((name) => names.has(name)));
  const [first] = asked;
  if (first === undefined || asked.some((resource) => resource.startsWith(`${OPERATOR_PREFIX}/`))) {
    return manifests;
  }
  const prefix = first.slice(0, first.indexOf("/"));
  return {
    ...manifests,
    networks: networks.map((network) => network.ordered ? renamed(network, prefix) : network),
    policies: policies.map((policy) => ({ ...policy, prefix })),
  };
}

function plainName(resource: string | undefined): string[] {
  const slash = resource?.indexOf("/") ?? -1;
  return resource === undefined || slash < 0 ? [] : [resource.slice(slash + 1)];
}

function renamed(network: NetworkManifest, prefix: string): NetworkManifest {
  const text = network.annotations.get(RESOURCE_NAME);
  const [name] = plainName(text?.text);
  if (!text || name === undefined) return network;
  const changed = new SourceText(`${prefix}/${name}`, text.path, text.locate);
  return { ...network, annotations: new Map([...network.annotations, [RESOURCE_NAME, changed]]) };
}
