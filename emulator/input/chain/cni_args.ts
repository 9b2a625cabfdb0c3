/** CNI_ARGS as a delegate gets them. */

import type { SelectionElement } from "../annotation/mod.ts";
import type { PodManifest } from "../manifests/mod.ts";
import { containerIdOf } from "./identity.ts";

type Pair = [key: string, value: string];

/** Returns Multus' own arguments, in its order. */
export function cniArgsOf(pod: PodManifest): Pair[] {
  return [["IgnoreUnknown", "true"], ...podArgs(pod, containerIdOf(pod))];
}

/** Returns the arguments that tell of a pod, in the order in which Multus and runtimes have them. */
export function podArgs(
  { namespace, name, uid }: { namespace: string; name: string; uid: string },
  containerId: string,
): Pair[] {
  return [
    ["K8S_POD_NAMESPACE", namespace],
    ["K8S_POD_NAME", name],
    ["K8S_POD_INFRA_CONTAINER_ID", containerId],
    ["K8S_POD_UID", uid],
  ];
}

/**
 * Returns the arguments `own` of Multus with those that the runtime gave to it: one that fills an empty
 * value takes its place, every other is appended, even under a key that is there already.
 */
export function withIncoming(
  own: readonly Readonly<Pair>[],
  incoming: readonly Readonly<Pair>[],
): Pair[] {
  const args = own.map(([key, value]): Pair => [key, value]);
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
