/** Attachments without Multus: a runtime that runs one CNI configuration itself. */

import type { JsonObject } from "../../../cni/mod.ts";
import { barePod, emptyManifests, type PodManifest, type Source } from "../manifests/mod.ts";
import type { Finding, PodChain } from "../model.ts";
import type { ChainCode } from "./error.ts";
import { resolveChains } from "./resolve.ts";
import type { ChainSettings } from "./settings.ts";

/** A pod that has one network, which the runtime attaches itself. */
export interface StandalonePod {
  name: string;
  namespace: string;
  config: JsonObject;
  /** The interface that the runtime asks for; its own where this is absent. */
  ifname?: string | undefined;
  /** Where the pod was written. */
  source: Source;
}

/** Without Kubernetes nobody has given it one. */
const NO_UID = "00000000-0000-0000-0000-000000000000";

/** Returns such a pod, its chain, undefined where none can be made, and what there is to say. */
export function standaloneChain(
  { name, namespace, config, ifname, source }: StandalonePod,
  settings: Partial<ChainSettings>,
): { pod: PodManifest; chain?: PodChain; findings: Finding<ChainCode>[] } {
  const pod = barePod({ name, namespace, uid: NO_UID }, source);
  const { chains: [chain], findings } = resolveChains(
    { ...emptyManifests(), pods: [pod] },
    { ...settings, clusterNetwork: config, defaultNetworks: [] },
  );
  if (!chain) return { pod, findings };
  const delegates = chain.delegates.map((delegate) => ({
    ...delegate,
    ifname: ifname ?? delegate.ifname,
  }));
  return { pod, chain: { ...chain, delegates, standalone: true }, findings };
}
