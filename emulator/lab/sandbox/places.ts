/** Where the lab keeps its things, inside the world of its own that it runs in. */

/** Folder of the lab's state. */
export const LAB_DIR = "/run/bond-lab";

/** Folder with an entry for every plugin that the lab provides: the first one of CNI_PATH. */
export const PLUGIN_DIR = `${LAB_DIR}/bin`;

/** Folder of named network namespaces, as iproute2 has it. */
export const NETNS_DIR = "/run/netns";

/** The namespace that plays the node: plugins run in it. */
export const NODE_NETNS = `${NETNS_DIR}/node`;

/** The namespace of everything outside of the node: embedded switches, cables, switches. */
export const FABRIC_NETNS = `${NETNS_DIR}/fabric`;

/**
 * Returns the path of the `number`-th namespace of a pod, from 1. No two are the same: "_" is in no
 * Kubernetes name.
 */
export function podNetnsPath(pod: { namespace: string; name: string }, number = 1): string {
  const suffix = number === 1 ? "" : `_${number}`;
  return `${NETNS_DIR}/${pod.namespace}_${pod.name}${suffix}`;
}

/** Returns the path of the namespace of a host on the fabric. */
export function hostNetnsPath(host: string): string {
  return `${NETNS_DIR}/host_${host}`;
}
