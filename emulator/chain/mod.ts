/** Chains: which plugins run for a pod, in which order, with what. */
export { ChainError, DEFAULT_NETWORK, delegatesOf, NETWORKS, resourceNameOf } from "./delegates.ts";
export { containerIdOf } from "./identity.ts";
export { configOf, type NetworkConfig, NetworkConfigError, pluginsOf } from "./network_config.ts";
export { resolveChains, type ResolvedChains } from "./resolve.ts";
export { type ChainSettings, DEFAULT_CLUSTER_NETWORK, DEFAULT_SETTINGS } from "./settings.ts";
