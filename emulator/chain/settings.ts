/** Multus' own configuration, as far as it decides about a pod's chain. */

import type { JsonObject } from "../../cni/mod.ts";
import type { NodeModel } from "../model.ts";

/** What the cluster has decided. */
export interface ChainSettings {
  /** The configuration of the default network. */
  clusterNetwork: JsonObject;
  /** Networks of every pod beside the default one, as `[namespace/]name`. */
  defaultNetworks: readonly string[];
  /** Multus' own namespace. */
  multusNamespace: string;
  /** Namespaces whose pods get no default networks but the first. */
  systemNamespaces: readonly string[];
  /** Pods may use only networks of their own namespace and of `globalNamespaces`. */
  namespaceIsolation: boolean;
  globalNamespaces: readonly string[];
  /** Texts of the CNI configurations of the directory for definitions without one, by file name. */
  confDir: ReadonlyMap<string, string>;
  /** The node; derived from the device plugin's configuration when absent. */
  node?: NodeModel;
}

/** The stock bridge plugin, as a cluster with nothing else has it. */
export const DEFAULT_CLUSTER_NETWORK: JsonObject = {
  cniVersion: "1.0.0",
  name: "pod-network",
  type: "bridge",
  bridge: "cni0",
  isDefaultGateway: true,
  ipam: { type: "host-local", ranges: [[{ subnet: "10.244.1.0/24" }]] },
};

/** Multus' defaults. */
export const DEFAULT_SETTINGS: ChainSettings = {
  clusterNetwork: DEFAULT_CLUSTER_NETWORK,
  defaultNetworks: [],
  multusNamespace: "kube-system",
  systemNamespaces: ["kube-system"],
  namespaceIsolation: false,
  globalNamespaces: ["default"],
  confDir: new Map(),
};
