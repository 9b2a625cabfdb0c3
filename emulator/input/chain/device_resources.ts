/** The resources of the node, from all configurations of the device plugin in the input. */

import { type DeviceResource, parseResourceList, policyResources } from "../devices/mod.ts";
import { offeredResources } from "./claims.ts";
import { findingAt } from "../finding.ts";
import type { Manifests } from "../manifests/mod.ts";
import type { Finding } from "../model.ts";
import type { ChainCode } from "./error.ts";

/**
 * Returns each resource once, as the first configuration has it: those after it are for other nodes,
 * and there is one node here. What the operator makes of its policies comes after what has been made.
 */
export function deviceResources(
  manifests: Pick<Manifests, "devicePlugins" | "policies" | "offeredDevices" | "namedDevices">,
): { resources: DeviceResource[]; findings: Finding<ChainCode>[] } {
  const resources: DeviceResource[] = [];
  const isKnown = ({ name }: DeviceResource) => resources.some((known) => known.name === name);
  const findings = manifests.devicePlugins.flatMap((one): Finding<ChainCode>[] => {
    const list = parseResourceList(one);
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
  for (const made of [...policyResources(manifests.policies), ...offeredResources(manifests)]) {
    if (!isKnown(made)) resources.push(made);
  }
  return { resources, findings };
}
