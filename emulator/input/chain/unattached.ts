/** Definitions that no pod attaches: each is looked at by itself. */

import { plainElement } from "../annotation/mod.ts";
import { findingAt } from "../finding.ts";
import {
  barePod,
  type Manifests,
  type NetworkManifest,
  type PodManifest,
} from "../manifests/mod.ts";
import type { Finding, PodChain } from "../model.ts";
import { DeviceSupply, makeDelegate } from "./delegate.ts";
import { ChainError, type ChainErrorCode } from "./error.ts";
import type { ChainSettings } from "./settings.ts";

/** A definition as the one network of a pod that nobody has written. */
export interface UnattachedNetwork {
  pod: PodManifest;
  chain: PodChain;
}

/** Returns the definitions that are in none of `chains`, and what Multus would refuse of them. */
export function unattachedNetworks(
  { networks }: Manifests,
  chains: readonly PodChain[],
  settings: ChainSettings,
): { unattached: UnattachedNetwork[]; findings: Finding<ChainErrorCode>[] } {
  const attached = new Set(
    chains.flatMap(({ delegates }) => delegates.map(({ network }) => network)),
  );
  const unattached: UnattachedNetwork[] = [];
  const findings: Finding<ChainErrorCode>[] = [];
  for (const network of networks) {
    if (attached.has(`${network.namespace}/${network.name}`)) continue;
    // Its configuration is on the nodes, and not here.
    if (network.config === undefined && settings.confDir.size === 0) continue;
    try {
      unattached.push(byItself(network, settings));
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      const { code, position, message, hint } = error;
      findings.push(findingAt(position, { code, message, hint }));
    }
  }
  return { unattached, findings };
}

function byItself(network: NetworkManifest, settings: ChainSettings): UnattachedNetwork {
  const { name, namespace, source } = network;
  const pod = barePod({ name, namespace, uid: "" }, source);
  const delegate = makeDelegate({
    pod,
    element: plainElement(name, namespace, 0),
    selectedAt: source.position(["metadata", "name"]),
    network,
    ifname: "net1",
    master: false,
    supply: new DeviceSupply({}),
    settings,
  });
  const chain = {
    pod: { name, namespace, uid: "" },
    containerId: "",
    delegates: [delegate],
    devices: {},
    environment: {},
  };
  return { pod, chain };
}
