/** Whether the device plugin's pools have devices on the node. */

import { isJsonObject } from "../../../cni/mod.ts";
import { deviceResources, type ResolvedChains } from "../chain/mod.ts";
import { makePools, parseResourceList } from "../devices/mod.ts";
import { diagnosticAt } from "../diagnostic.ts";
import type { ConfigManifest, Manifests } from "../manifests/mod.ts";
import type { Diagnostic, NodeModel } from "../model.ts";

/** Returns a finding for each pool that no device of the node belongs to. */
export function lintPools({ devicePlugins }: Manifests, { node }: ResolvedChains): Diagnostic[] {
  const pools = makePools(node, deviceResources(devicePlugins).resources);
  return [...pools].filter(([, devices]) => devices.length === 0).flatMap(([name]) => {
    const plugin = devicePlugins.find((one) =>
      parseResourceList(one).resources.some((resource) => resource.name === name)
    );
    if (!plugin) return [];
    return [diagnosticAt(plugin.config.atPath(["resourceList", placeOf(plugin, name)]), {
      code: "pool-empty",
      severity: "warning",
      message: `no device of the node fits the selectors of ${name}, or other pools have them all`,
      hint: `a device must fit every selector of an object; the node has ${describe(node)}`,
    })];
  });
}

function placeOf({ config }: ConfigManifest, name: string): number {
  const json: unknown = JSON.parse(config.text);
  const list = isJsonObject(json) && Array.isArray(json["resourceList"])
    ? json["resourceList"]
    : [];
  return list.findIndex((item: unknown) =>
    isJsonObject(item) && name.endsWith(`/${item["resourceName"]}`)
  );
}

function describe({ physicalFunctions }: NodeModel): string {
  const kinds = physicalFunctions.map(({ name, virtualFunctions }) => {
    const [first] = virtualFunctions;
    const kind = first ? ` (${first.vendor}:${first.device}, ${first.driver})` : "";
    return `${virtualFunctions.length} virtual functions of ${name}${kind}`;
  });
  return kinds.join(", ") || "no physical functions";
}
