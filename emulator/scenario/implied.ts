/** The scenario that a single CNI configuration implies. */

import { isJsonObject } from "../../cni/mod.ts";
import { nodeLinksIn } from "../chain/mod.ts";
import { type Manifests, readManifests } from "../manifests/mod.ts";
import { SCENARIO_API } from "./schema.ts";

/**
 * Returns a scenario with one pod that the CNI configuration at `conf` is for, attached as `ifname`
 * by the runtime itself, on a node with the NICs that the configuration's plugins take or build on.
 * Throws Error when the file cannot be read, or is none.
 */
export function standaloneManifests(conf: string, ifname: string): Manifests {
  const slash = conf.lastIndexOf("/") + 1;
  const document = {
    apiVersion: SCENARIO_API,
    kind: "ChainScenario",
    metadata: { name: "standalone" },
    node: { physicalFunctions: [], nics: nodeLinksIn(readJson(conf)) },
    pods: [{ name: "pod", net: conf.slice(slash), interface: ifname }],
  };
  return readManifests([{ file: `${conf.slice(0, slash)}--net`, text: JSON.stringify(document) }]);
}

function readJson(path: string): unknown {
  const json: unknown = JSON.parse(Deno.readTextFileSync(path));
  if (!isJsonObject(json)) throw new TypeError("it is no JSON object");
  return json;
}
