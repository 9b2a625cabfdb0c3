/** The auxiliary chain: plugins of the node's that Multus runs for every pod after all its networks. */

import type { Delegate } from "../model.ts";
import { cniArgsOf } from "./cni_args.ts";
import type { NetworkContext } from "./default_network.ts";
import { ChainError } from "./error.ts";
import { chainedPlugins } from "./network_config.ts";

/** Returns the delegate at `index`; none where no plugin has joined the chain. Throws ChainError. */
export function auxiliaryDelegates(
  { pod, settings }: NetworkContext,
  index: number,
): Delegate[] {
  const { auxiliaryCNIChainName: name, clusterNetwork, cniVersion, source } = settings;
  if (!name) return [];
  const path = typeof clusterNetwork === "string" ? clusterNetwork : "";
  if (!path.includes("/")) {
    throw new ChainError(
      `auxiliary chain used but ClusterNetwork must be a path, and it is not a path: ${path}`,
      {
        code: "multus-config",
        position: source?.atPath(["auxiliaryCNIChainName"]) ?? pod.source.position(["metadata"]),
        hint: "write the path of the default network's configuration in Multus' clusterNetwork",
      },
    );
  }
  const joined = chainedPlugins(name, settings);
  if (joined.length === 0) return [];
  const plugins = [{ type: "passthru", name: "passthru-cni" }, ...joined];
  return [{
    network: name,
    cniName: name,
    kind: "conflist",
    config: { cniVersion, name, plugins },
    ifname: `net${index}`,
    master: false,
    auxiliary: true,
    runtimeConfig: {},
    cniArgs: cniArgsOf(pod),
    addArgs: [],
  }];
}
