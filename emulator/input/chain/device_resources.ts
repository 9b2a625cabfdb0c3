/** The resources of the node, from all configurations of the device plugin in the input. */

import { type DeviceResource, parseResourceList } from "../devices/mod.ts";
import { findingAt } from "../finding.ts";
import type { ConfigManifest } from "../manifests/mod.ts";
import type { Finding } from "../model.ts";
import type { ChainCode } from "./error.ts";

/**
 * Returns each resource once, as the first configuration has it: those after it are for other nodes,
 * and there is one node here.
 */
export function deviceResources(
  configs: readonly ConfigManifest[],
): { resources: DeviceResource[]; findings: Finding<ChainCode>[] } {
  const resources: DeviceResource[] = [];
  const findings = configs.flatMap((one): Finding<ChainCode>[] => {
    const list = parseResourceList(one);
    const isKnown = ({ name }: DeviceResource) => resources.some((known) => known.name === name);
    const again = list.resources.filter(isKnown).map(({ name }) => name);
    resources.push(...list.resources.filter((resource) => !isKnown(resource)));
    if (again.length === 0) return list.findings;
    const repeated = findingAt(one.config.at(0), {
      code: "resource-repeated",
      message: `${again.join(", ")}: configured already, for another node: the first one counts`,
      hint: "to see another node's pods, give its configuration alone",
    });
    return [...list.findings, repeated];
  });
  return { resources, findings };
}
