/** The annotations that decide about a pod's chain. */

/** Of a pod: lists its networks. */
export const NETWORKS = "k8s.v1.cni.cncf.io/networks";
/** Of a pod: replaces its default network. */
export const DEFAULT_NETWORK = "v1.multus-cni.io/default-network";
/** Of a NetworkAttachmentDefinition: the resource whose devices it takes. */
export const RESOURCE_NAME = "k8s.v1.cni.cncf.io/resourceName";
