/** The scenario that a single CNI configuration implies. */

import { isJsonObject } from "../../../cni/mod.ts";
import { InputError } from "../../input/error.ts";
import { type Manifests, readManifests } from "../../input/manifests/mod.ts";
import { reasonOf } from "../../input/words/mod.ts";
import { SCENARIO_API } from "../scenario/mod.ts";

/**
 * Returns a scenario with one pod that the CNI configuration at `conf` is for, attached as `ifname`
 * by the runtime itself. Throws InputError when the file cannot be read, or is none.
 */
export function standaloneManifests(conf: string, ifname: string): Manifests {
  try {
    requireJson(conf);
  } catch (cause) {
    const problem = reasonOf(cause).replaceAll(/\s+/g, " ");
    throw new InputError(`--net: ${conf} is no CNI configuration: ${problem}`, { cause });
  }
  const slash = conf.lastIndexOf("/") + 1;
  const document = {
    apiVersion: SCENARIO_API,
    kind: "ChainScenario",
    metadata: { name: "standalone" },
    node: { physicalFunctions: [] },
    pods: [{ name: "pod", net: conf.slice(slash), interface: ifname }],
  };
  return readManifests([{ file: `${conf.slice(0, slash)}--net`, text: JSON.stringify(document) }]);
}

function requireJson(path: string): void {
  const json: unknown = JSON.parse(Deno.readTextFileSync(path));
  if (!isJsonObject(json)) throw new TypeError("it is no JSON object");
  if (!("type" in json) && !("plugins" in json)) {
    throw new TypeError('it has neither "type", as one plugin has, nor "plugins", as a list has');
  }
}
