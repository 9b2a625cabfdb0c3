/** From manifests to what can be replayed: everything that is decided before anything runs. */

import {
  type ChainSettings,
  nodeLinksOf,
  noPods,
  resolveChains,
  type ResolvedChains,
  standaloneChain,
  type StandalonePod,
  unattachedNetworks,
  withOperatorPrefix,
} from "./chain/mod.ts";
import { withNics } from "./devices/mod.ts";
import { type FindingCode, judged, judgedAlone, lint } from "./findings/mod.ts";
import { NO_FACTS, type PluginFacts } from "./lint/mod.ts";
import { type Manifests, mayHaveMore, type PodManifest } from "./manifests/mod.ts";
import type { Diagnostic, Nic, NodeModel } from "./model.ts";
import { fullName } from "./names.ts";

/** A node whose NICs may be left to what the networks take. */
export type DescribedNode = Omit<NodeModel, "nics"> & { nics?: Nic[] };

/** What decides beside the manifests. */
interface PrepareOptions {
  /** They go before Multus' configuration in the manifests, and that before its defaults. */
  settings?: Partial<ChainSettings>;
  /** Returns the node as it is described, given the one that the device plugin's pools imply. */
  describeNode?: ((derived: NodeModel) => DescribedNode) | undefined;
  /** The pods, in the order in which they are attached; those of the manifests if absent. */
  pods?: readonly (PodManifest | StandalonePod)[] | undefined;
  /** What is known of the plugins that will run. */
  facts?: PluginFacts | undefined;
}

/** What manifests come to. */
export interface Prepared extends Omit<ResolvedChains, "findings"> {
  diagnostics: Diagnostic<FindingCode>[];
}

/**
 * Returns the node, the chains of all pods that can be scheduled and attached, and everything there
 * is to say about what is `given`, likely mistakes included. Pure; does not throw.
 */
export function prepare(given: Manifests, options: PrepareOptions = {}): Prepared {
  const manifests = withOperatorPrefix(given);
  const { settings = {}, describeNode, pods = manifests.pods, facts = NO_FACTS } = options;
  const chosen = { ...manifests, pods: pods.flatMap((pod) => isStandalone(pod) ? [] : [pod]) };
  const described = settings.node
    ? undefined
    : describeNode?.(resolveChains(chosen, settings).node);
  const resolved = resolveChains(
    chosen,
    described ? { ...settings, node: { nics: [], ...described } } : settings,
  );
  const alone = pods.filter(isStandalone).map((pod) => standaloneChain(pod, settings));
  const places = new Map(pods.map((pod, place) => [fullName(pod), place]));
  const place = ({ pod }: ResolvedChains["chains"][number]) => places.get(fullName(pod)) ?? 0;
  const chains = [...resolved.chains, ...alone.flatMap(({ chain }) => chain ?? [])]
    .sort((one, other) => place(one) - place(other));
  const node = settings.node ?? described?.nics
    ? resolved.node
    : withNics(resolved.node, nodeLinksOf(chains));
  const { findings, ...rest } = resolved;
  const all = { ...rest, chains, node };
  const attached = [...chosen.pods, ...alone.map(({ pod }) => pod)];
  const { unattached, refused } = unattachedNetworks(manifests, chains, all.settings);
  const known = new Set(findings.map(({ code, path }) => `${code} ${path}`));
  const isKnown = ({ code, path }: { code: string; path: string }) => known.has(`${code} ${path}`);
  const nobody = manifests.pods.length === 0 && pods.length === 0 && !mayHaveMore(manifests);
  return {
    ...all,
    diagnostics: [
      ...judged([
        ...findings,
        ...alone.flatMap(({ findings }) => findings),
        ...(nobody ? [noPods(manifests)] : []),
      ]),
      ...refused.flatMap(({ finding, needed }) =>
        isKnown(finding) ? [] : judgedAlone([finding], needed)
      ),
      ...lint({ ...manifests, pods: attached }, all, facts, unattached),
    ],
  };
}

function isStandalone(pod: PodManifest | StandalonePod): pod is StandalonePod {
  return "config" in pod;
}
