/** A pool without devices. */

import { deviceResources } from "../chain/mod.ts";
import { makePools, parseResourceList } from "../devices/mod.ts";
import type { ConfigManifest, Manifests } from "../manifests/mod.ts";
import type { NodeModel, Position } from "../model.ts";
import { isJsonObject } from "../../../cni/mod.ts";
import { type LintInput, type Report, reportAt } from "../lint/mod.ts";
import { GOOD, variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `pool-empty`. */
export const poolEmpty = defineRule({
  code: "pool-empty",
  severity: "warning",
  replay: "all",
  title: "a pool without devices",
  why: "No device of the node fits all selectors, or other pools have them all: pods that " +
    "ask for the resource stay pending.",
  remedy: "A device must fit every selector of an object; pools must not select the same devices.",
  wrong: variation({
    pools:
      '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"]}}, {"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}, {"resourceName": "north", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"]}}]',
  }),
  right: GOOD,
  inInput: check,
});

function check({ manifests, resolved: { node } }: LintInput): Report[] {
  const pools = makePools(node, deviceResources(manifests).resources);
  return [...pools].filter(([, devices]) => devices.length === 0).flatMap(([name]) => {
    const position = placeOf(manifests, name);
    if (!position) return [];
    return [reportAt(position, {
      message: `no device of the node fits the selectors of ${name}, or other pools have them all`,
      hint: `a device must fit every selector of an object; the node has ${describe(node)}`,
    })];
  });
}

function placeOf({ devicePlugins, policies }: Manifests, name: string): Position | undefined {
  const plugin = devicePlugins.find((one) =>
    parseResourceList(one).resources.some((resource) => resource.name === name)
  );
  if (plugin) return plugin.config.atPath(["resourceList", indexOf(plugin, name)]);
  return policies.find(({ prefix, resourceName }) => name === `${prefix}/${resourceName}`)
    ?.source.position(["spec", "nicSelector"]);
}

function indexOf({ config }: ConfigManifest, name: string): number {
  const json: unknown = JSON.parse(config.text);
  const list = isJsonObject(json) && Array.isArray(json["resourceList"])
    ? json["resourceList"]
    : [];
  return list.findIndex((item: unknown) =>
    isJsonObject(item) && typeof item["resourceName"] === "string" &&
    name.endsWith(`/${item["resourceName"]}`)
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
