/** The scenario that a single CNI configuration implies. */

import { isJsonObject } from "../../cni/mod.ts";
import { type Manifests, readManifests } from "../manifests/mod.ts";
import { SCENARIO_API } from "./schema.ts";

/**
 * Returns a scenario with one pod that the CNI configuration at `conf` is for, attached as `ifname`
 * by the runtime itself, on a node with the NICs that bonds in the configuration name as links of the
 * host. Throws Error when the file cannot be read, or is none.
 */
export function standaloneManifests(conf: string, ifname: string): Manifests {
  const slash = conf.lastIndexOf("/") + 1;
  const document = {
    apiVersion: SCENARIO_API,
    kind: "ChainScenario",
    metadata: { name: "standalone" },
    node: { physicalFunctions: [], nics: hostLinks(readJson(conf)).map((name) => ({ name })) },
    pods: [{ name: "pod", net: conf.slice(slash), interface: ifname }],
  };
  return readManifests([{ file: `${conf.slice(0, slash)}--net`, text: JSON.stringify(document) }]);
}

/** The names of the host's links in a configuration, a list of them, or a delegate's. */
function hostLinks(value: unknown): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap(hostLinks))];
  if (!isJsonObject(value)) return [];
  const { links, linksInContainer, ...rest } = value;
  const inner = Object.values(rest).flatMap(hostLinks);
  if (value["type"] !== "bond" || linksInContainer === true || !Array.isArray(links)) return inner;
  const names = links.map((link) => isJsonObject(link) ? link["name"] : undefined);
  return [...new Set([...names.filter((name) => typeof name === "string"), ...inner])];
}

function readJson(path: string): unknown {
  const json: unknown = JSON.parse(Deno.readTextFileSync(path));
  if (!isJsonObject(json)) throw new TypeError("it is no JSON object");
  return json;
}
