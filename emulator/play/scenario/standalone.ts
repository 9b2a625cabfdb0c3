/** Attachments without Multus: a runtime that runs one CNI configuration itself. */

import { isJsonObject } from "../../../cni/mod.ts";
import { type ChainSettings, resolveChains } from "../../input/chain/mod.ts";
import { diagnosticAt } from "../../input/diagnostic.ts";
import { emptyManifests, type Source } from "../../input/manifests/mod.ts";
import type { Diagnostic, PodChain } from "../../input/model.ts";
import { joined, type ScenarioManifest } from "./read.ts";
import type { ScenarioPod } from "./schema.ts";

/** Returns the chain of a pod that has one network, which the runtime attaches as its interface. */
export function standaloneChain(
  { name, net = "", interface: ifname }: ScenarioPod,
  { folder, source, pods }: ScenarioManifest,
  settings: Partial<ChainSettings>,
  diagnostics: Diagnostic[],
): PodChain | undefined {
  const place = (pods ?? []).findIndex((pod) => pod.name === name);
  const position = source.position(["pods", place, "net"]);
  const path = joined(folder, net);
  let config: unknown;
  try {
    config = JSON.parse(Deno.readTextFileSync(path));
    if (!isJsonObject(config)) throw new TypeError("it is no JSON object");
  } catch (error) {
    diagnostics.push(diagnosticAt(position, {
      code: "scenario-net",
      severity: "error",
      message: `${path} cannot be read: ${(error as Error).message}`,
      hint: "name a CNI configuration, .conf or .conflist, from the scenario's own folder",
    }));
    return undefined;
  }
  const { chains, diagnostics: found } = resolveChains(
    { ...emptyManifests(), pods: [standalonePod(name, source)] },
    { ...settings, clusterNetwork: config, defaultNetworks: [] },
  );
  diagnostics.push(...found);
  const [chain] = chains;
  if (!chain) return undefined;
  const delegates = chain.delegates.map((delegate) => ({
    ...delegate,
    ifname: ifname ?? delegate.ifname,
  }));
  return { ...chain, delegates, standalone: true };
}

function standalonePod(called: string, source: Source) {
  const [name = "", namespace = "default"] = called.split("/").reverse();
  return {
    name,
    namespace,
    uid: "00000000-0000-0000-0000-000000000000",
    annotations: new Map(),
    resources: [],
    hostNetwork: false,
    source,
  };
}
