/** Multus' own configuration, as far as it decides about a pod's chain. */

import type { JsonObject } from "../../../cni/mod.ts";
import type { SourceText } from "../manifests/mod.ts";
import type { NodeModel } from "../model.ts";
import { DEFAULT_NAMESPACE } from "../names.ts";

/** A network of every pod: its configuration, or a name that Multus looks up. */
export type ConfiguredNetwork = JsonObject | string;

/** What the cluster has decided. */
export interface ChainSettings {
  /** The default network: the one that gives a pod eth0. */
  clusterNetwork: ConfiguredNetwork;
  /** Networks of every pod beside the default one. */
  defaultNetworks: readonly ConfiguredNetwork[];
  /** Multus' own namespace, where named networks are looked up. */
  multusNamespace: string;
  /** Namespaces whose pods get none of the named `defaultNetworks`. */
  systemNamespaces: readonly string[];
  /** Pods may use only networks of their own namespace and of `globalNamespaces`. */
  namespaceIsolation: boolean;
  globalNamespaces: readonly string[];
  /** Whether the webhook network-resources-injector adds the devices that a pod's networks take. */
  resourcesInjector: boolean;
  /** Keeps the list of delegates when a DEL has failed. */
  retryDeleteOnError: boolean;
  /** What Multus declares that it passes on; as much as the default network takes where this is absent. */
  capabilities?: Readonly<Record<string, boolean>>;
  /** The version of Multus' own configuration. */
  cniVersion: string;
  /** Texts of the CNI configurations of the directory for definitions without one, by file name. */
  confDir: ReadonlyMap<string, string>;
  /**
   * What stands in folders of that directory: configurations of single plugins by the folder's name,
   * which join the list of that name.
   */
  chained: ReadonlyMap<string, readonly { file: string; text: string }[]>;
  /** The name of a chain that every pod's networks end with; plugins join it by a folder. */
  auxiliaryCNIChainName?: string;
  /** The file that shows that the default network is ready: no pod is attached before it is there. */
  readinessIndicatorFile?: string;
  /** Whether that file is there. */
  defaultNetworkReady: boolean;
  /** The node; derived from the device plugin's configuration when absent. */
  node?: NodeModel;
  /** Where the settings were written. */
  source?: SourceText;
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
  globalNamespaces: [DEFAULT_NAMESPACE],
  resourcesInjector: false,
  retryDeleteOnError: false,
  cniVersion: "1.0.0",
  confDir: new Map(),
  chained: new Map(),
  defaultNetworkReady: true,
};
