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
import { fullName } from "../names.ts";
import { NETWORKS } from "./annotations.ts";
import { DeviceSupply, makeDelegate } from "./delegate.ts";
import { elementsOf } from "./elements.ts";
import { ChainError, type ChainErrorCode } from "./error.ts";
import type { ChainSettings } from "./settings.ts";

/** A definition as the one network of a pod that nobody has written. */
export interface UnattachedNetwork {
  pod: PodManifest;
  chain: PodChain;
  /** Whether its faults keep a pod from starting: one that asks for it, or any, where there is none. */
  needed: boolean;
}

/** What Multus would refuse of a definition. */
interface RefusedNetwork extends Pick<UnattachedNetwork, "needed"> {
  finding: Finding<ChainErrorCode>;
}

/** Returns the definitions that are in none of `chains`, and what Multus would refuse of them. */
export function unattachedNetworks(
  { networks, pods }: Manifests,
  chains: readonly PodChain[],
  settings: ChainSettings,
): { unattached: UnattachedNetwork[]; refused: RefusedNetwork[] } {
  const attached = new Set(
    chains.flatMap(({ delegates }) => delegates.map(({ network }) => network)),
  );
  const wanted = new Set(pods.flatMap(namesIn));
  const unattached: UnattachedNetwork[] = [];
  const refused: RefusedNetwork[] = [];
  for (const network of networks) {
    if (attached.has(fullName(network))) continue;
    // Its configuration is on the nodes, and not here.
    if (network.config === undefined && settings.confDir.size === 0) continue;
    const needed = pods.length === 0 || wanted.has(fullName(network));
    try {
      unattached.push({ ...byItself(network, settings), needed });
    } catch (error) {
      if (!(error instanceof ChainError)) throw error;
      const { code, position, message, hint } = error;
      refused.push({ finding: findingAt(position, { code, message, hint }), needed });
    }
  }
  return { unattached, refused };
}

/** Returns the networks that a pod asks for; none where that cannot be read. */
function namesIn({ annotations, namespace, hostNetwork }: PodManifest): string[] {
  const annotation = annotations.get(NETWORKS);
  if (!annotation || hostNetwork) return [];
  try {
    return elementsOf(annotation, namespace).map(fullName);
  } catch (error) {
    if (error instanceof ChainError) return [];
    throw error;
  }
}

function byItself(
  network: NetworkManifest,
  settings: ChainSettings,
): Omit<UnattachedNetwork, "needed"> {
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
