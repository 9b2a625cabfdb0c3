/** CNI_ARGS as a delegate gets them. */

import type { SelectionElement } from "../annotation/mod.ts";
import type { PodManifest } from "../manifests/mod.ts";
import { containerIdOf } from "./identity.ts";

type Pair = [key: string, value: string];

/**
 * Returns Multus' own arguments in its order, then those of `incoming`, the arguments that the
 * runtime gave to Multus: one that fills an empty value takes its place, every other is appended, even
 * under a key that is there already.
 */
export function cniArgsOf(
  pod: PodManifest,
  incoming: readonly (readonly [string, string])[],
): Pair[] {
  const args: Pair[] = [
    ["IgnoreUnknown", "true"],
    ["K8S_POD_NAMESPACE", pod.namespace],
    ["K8S_POD_NAME", pod.name],
    ["K8S_POD_INFRA_CONTAINER_ID", containerIdOf(pod)],
    ["K8S_POD_UID", pod.uid],
  ];
  for (const [key, value] of incoming) {
    const empty = args.find(([known, text]) => known === key && text === "");
    if (empty && value !== "") empty[1] = value;
    else args.push([key, value]);
  }
  return args;
}

/** Returns the arguments that Multus still passes at ADD beside runtimeConfig. */
export function deprecatedArgs({ mac, ips }: SelectionElement): Pair[] {
  const args: Pair[] = [];
  if (mac !== "") args.push(["MAC", mac]);
  if (ips.length > 0) args.push(["IP", ips.join(",")]);
  return args;
}
