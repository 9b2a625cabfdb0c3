/** The configuration of the SR-IOV network device plugin: which devices make up which resource. */

import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { diagnosticAt } from "../diagnostic.ts";
import { type ConfigManifest, type Path, pathText } from "../manifests/mod.ts";
import type { Diagnostic } from "../model.ts";
import { parsePfSelector, type PfSelector } from "./pf_selector.ts";

/** One object of `selectors`: all of its conditions must hold; an empty list holds for every device. */
export interface DeviceSelector {
  vendors: string[];
  devices: string[];
  drivers: string[];
  pciAddresses: string[];
  pfNames: PfSelector[];
  /** PCI addresses of physical functions. */
  rootDevices: PfSelector[];
  linkTypes: string[];
}

/** A resource that the node offers to pods. */
export interface DeviceResource {
  /** Prefix and name, such as "intel.com/intel_sriov_PF_1". */
  name: string;
  /** A device that any of them fits belongs to the resource. */
  selectors: DeviceSelector[];
}

/** The resources of a configuration, and what there is to say about it. */
export interface ResourceList {
  resources: DeviceResource[];
  diagnostics: Diagnostic[];
}

const DEFAULT_PREFIX = "intel.com";
const HONOURED = [
  "vendors",
  "devices",
  "drivers",
  "pciAddresses",
  "pfNames",
  "rootDevices",
  "linkTypes",
];
/** Selectors of the device plugin that need hardware to mean anything. */
const HARDWARE_ONLY = ["acpiIndexes", "ddpProfiles", "pKeys", "isRdma", "needVhostNet", "vdpaType"];

/** Says something about the value at `path` of the configuration. */
type Say = (
  severity: Diagnostic["severity"],
  code: string,
  path: Path,
  message: string,
  hint: string,
) => void;

/** Returns the resources that the ConfigMap describes. */
export function parseResourceList({ config }: ConfigManifest): ResourceList {
  const diagnostics: Diagnostic[] = [];
  const say: Say = (severity, code, path, message, hint) => {
    const where = pathText(path) || "config.json";
    const finding = { code, severity, message: `${where}: ${message}`, hint };
    diagnostics.push(diagnosticAt(config.atPath(path), finding));
  };
  const resources: DeviceResource[] = [];
  for (const [index, item] of readList(config.text, say).entries()) {
    const resource = readResource(item, ["resourceList", index], resources, say);
    if (resource) resources.push(resource);
  }
  return { resources, diagnostics };
}

/** Returns the resource `name` with the devices that `selectors` describe, as in the configuration. */
export function resourceOf(name: string, ...selectors: JsonObject[]): DeviceResource {
  return { name, selectors: (selectors.length > 0 ? selectors : [{}]).map(toSelector) };
}

function readList(text: string, say: Say): unknown[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    say("error", "pool-config", [], `it is not JSON: ${problem}`, "correct the JSON");
    return [];
  }
  const list = isJsonObject(json) ? json["resourceList"] : undefined;
  if (Array.isArray(list)) return list;
  const hint = "list the resources: [{resourceName, selectors}]";
  say("error", "pool-config", ["resourceList"], "it is no list", hint);
  return [];
}

function readResource(
  item: unknown,
  path: Path,
  others: readonly DeviceResource[],
  say: Say,
): DeviceResource | undefined {
  const resource = isJsonObject(item) ? item : {};
  const { resourceName, resourcePrefix = DEFAULT_PREFIX, deviceType = "netDevice" } = resource;
  const namePath = [...path, "resourceName"];
  if (typeof resourceName !== "string" || !/^[A-Za-z0-9_-]+$/.test(resourceName)) {
    const message = `${JSON.stringify(resourceName) ?? "nothing"} is no resource name`;
    say("error", "pool-config", namePath, message, "use letters, digits, _ and -");
    return undefined;
  }
  const name = `${resourcePrefix}/${resourceName}`;
  if (others.some((other) => other.name === name)) {
    say("error", "pool-config", namePath, `${name} is there twice`, "name each resource once");
    return undefined;
  }
  if (deviceType !== "netDevice") {
    const message = `${JSON.stringify(deviceType)} devices are not emulated: taken as netDevice`;
    const hint = "only network devices can be links of a bond";
    say("warning", "pool-device-type", [...path, "deviceType"], message, hint);
  }
  return resourceOf(name, ...readSelectors(resource["selectors"], [...path, "selectors"], say));
}

/** One object, or a list of them. */
function readSelectors(given: unknown, path: Path, say: Say): JsonObject[] {
  const items: [Path, unknown][] = Array.isArray(given)
    ? given.map((item: unknown, i) => [[...path, i], item])
    : [[path, given]];
  return items.flatMap(([place, selector]) => {
    if (!isJsonObject(selector)) return [];
    for (const key of Object.keys(selector)) checkKey(key, [...place, key], say);
    return [selector];
  });
}

function checkKey(key: string, path: Path, say: Say): void {
  if (HONOURED.includes(key)) return;
  if (HARDWARE_ONLY.includes(key)) {
    const message = "it cannot be honoured without hardware: ignored";
    say("warning", "selector-ignored", path, message, "on a cluster the pool may be smaller");
    return;
  }
  const hint = `it knows ${[...HONOURED, ...HARDWARE_ONLY].join(", ")}`;
  say("warning", "selector-unknown", path, "the device plugin has no such selector", hint);
}

function toSelector(json: JsonObject): DeviceSelector {
  const texts = (key: string): string[] => {
    const value = json[key];
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  };
  return {
    vendors: texts("vendors"),
    devices: texts("devices"),
    drivers: texts("drivers"),
    pciAddresses: texts("pciAddresses"),
    pfNames: texts("pfNames").map(parsePfSelector),
    rootDevices: texts("rootDevices").map(parsePfSelector),
    linkTypes: texts("linkTypes"),
  };
}
