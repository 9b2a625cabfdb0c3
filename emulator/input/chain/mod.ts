/** Chains: which plugins run for a pod, in which order, with what. */
export { DEFAULT_NETWORK, NETWORKS, RESOURCE_NAME } from "./annotations.ts";
export { type UnattachedNetwork, unattachedNetworks } from "./unattached.ts";
export { withOperatorPrefix } from "./operator_prefix.ts";
export { podArgs, withIncoming } from "./cni_args.ts";
export { resourceNameOf } from "./delegate.ts";
export { findNetwork } from "./find_network.ts";
export { deviceResources } from "./device_resources.ts";
export { type ChainCode, ChainError } from "./error.ts";
export { HOST_DEVICE_KEYS, linkToldIn, nameOnNode } from "./host_device.ts";
export { containerIdOf } from "./identity.ts";
export { nodeLinksIn, nodeLinksOf } from "./node_links.ts";
export {
  classify,
  configOf,
  type NetworkConfig,
  NetworkConfigError,
  pluginsOf,
} from "./network_config.ts";
export { noPods, resolveChains, type ResolvedChains } from "./resolve.ts";
export { type ChainSettings, DEFAULT_CLUSTER_NETWORK, DEFAULT_SETTINGS } from "./settings.ts";
export { standaloneChain, type StandalonePod } from "./standalone.ts";
