/** The resources of the node, from all configurations of the device plugin in the input. */

import { type DeviceResource, parseResourceList, type ResourceList } from "../devices/mod.ts";
import { diagnosticAt } from "../diagnostic.ts";
import type { ConfigManifest } from "../manifests/mod.ts";

/**
 * Returns each resource once, as the first configuration has it: those after it are for other nodes,
 * and there is one node here.
 */
export function deviceResources(configs: readonly ConfigManifest[]): ResourceList {
  const resources: DeviceResource[] = [];
  const diagnostics = configs.flatMap((one) => {
    const list = parseResourceList(one);
    const isKnown = ({ name }: DeviceResource) => resources.some((known) => known.name === name);
    const again = list.resources.filter(isKnown).map(({ name }) => name);
    resources.push(...list.resources.filter((resource) => !isKnown(resource)));
    if (again.length === 0) return list.diagnostics;
    const repeated = diagnosticAt(one.config.at(0), {
      code: "resource-repeated",
      severity: "info",
      message: `${again.join(", ")}: configured already, for another node: the first one counts`,
      hint: "to see another node's pods, give its configuration alone",
    });
    return [...list.diagnostics, repeated];
  });
  return { resources, diagnostics };
}
