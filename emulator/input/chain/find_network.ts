/** Definitions by their names, found at once however many there are. */

import type { NetworkManifest } from "../manifests/mod.ts";
import { fullName } from "../names.ts";

/** Lists of definitions stay as they are once they have been read. */
const INDICES = new WeakMap<readonly NetworkManifest[], ReadonlyMap<string, NetworkManifest>>();

/** Returns the definition that is called so; undefined where there is none. */
export function findNetwork(
  wanted: { namespace: string; name: string },
  networks: readonly NetworkManifest[],
): NetworkManifest | undefined {
  const known = INDICES.get(networks);
  if (known) return known.get(fullName(wanted));
  const index = new Map(networks.map((network) => [fullName(network), network]));
  INDICES.set(networks, index);
  return index.get(fullName(wanted));
}
