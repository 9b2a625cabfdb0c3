/** The configuration of the SR-IOV network device plugin: which devices make up which resource. */

import { isJsonObject, isSameKey, type JsonObject, spelledIn } from "../../../cni/mod.ts";
import { findingAt } from "../finding.ts";
import {
  type ConfigManifest,
  JsonFault,
  OPERATOR_PREFIX,
  parseJsonText,
  type Path,
  pathText,
  type SourceText,
} from "../manifests/mod.ts";
import type { Finding } from "../model.ts";
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
  /** Whether it has conditions that need hardware: which of the devices that fit are meant is not known. */
  vague: boolean;
}

/** Virtual functions that somebody has made on cards. */
export interface FunctionOrder {
  /** The physical functions; with neither names nor addresses, one that nobody names. */
  pfNames: readonly PfSelector[];
  /** Their PCI addresses. */
  rootDevices: readonly PfSelector[];
  /** How many virtual functions each of them gets. */
  functions: number;
  /** Octets. */
  mtu?: number;
  /** The driver that the virtual functions are bound to. */
  driver?: string;
  /** PCI vendor of the physical functions, in hexadecimal. */
  vendor?: string;
  /** PCI device of the physical functions, in hexadecimal. */
  device?: string;
}

/** A resource that the node offers to pods. */
export interface DeviceResource {
  /** Prefix and name, such as "intel.com/intel_sriov_PF_1". */
  name: string;
  /** A device that any of them fits belongs to the resource. */
  selectors: DeviceSelector[];
  /** What is known to have been made for it. */
  orders?: readonly FunctionOrder[];
}

/** What can be found in a configuration of the device plugin. */
export type PoolCode = "pool-config" | "pool-device-type" | "selector-ignored" | "selector-unknown";

/** The resources of a configuration, and what there is to say about it. */
interface ResourceList {
  resources: DeviceResource[];
  findings: Finding<PoolCode>[];
}

/** What the plugin is run with (--resource-prefix) unless the SR-IOV operator runs it. */
const DEFAULT_PREFIX = "intel.com";
/** The operator's ConfigMap: a configuration for each node, under the node's name. */
const OPERATOR_MAP = "device-plugin-config";
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
type Say = (code: PoolCode, path: Path, message: string, hint: string) => void;

/** Returns the resources that the ConfigMap describes. */
export function parseResourceList({ config, name }: ConfigManifest): ResourceList {
  const prefix = name === OPERATOR_MAP ? OPERATOR_PREFIX : DEFAULT_PREFIX;
  const findings: Finding<PoolCode>[] = [];
  const say: Say = (code, path, message, hint) => {
    const where = pathText(path) || "config.json";
    const finding = { code, message: `${where}: ${message}`, hint };
    findings.push(findingAt(config.atPath(path), finding));
  };
  const resources: DeviceResource[] = [];
  for (const [index, item] of readList(config, findings, say).entries()) {
    const resource = readResource(item, ["resourceList", index], { prefix, resources, say });
    if (resource) resources.push(resource);
  }
  return { resources, findings };
}

/** Returns the resource `name` with the devices that `selectors` describe, as in the configuration. */
export function resourceOf(name: string, ...selectors: JsonObject[]): DeviceResource {
  return { name, selectors: (selectors.length > 0 ? selectors : [{}]).map(toSelector) };
}

function readList(config: SourceText, findings: Finding<PoolCode>[], say: Say): unknown[] {
  let json: unknown;
  try {
    json = parseJsonText(config.text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    findings.push(findingAt(config.at(error.offset), {
      code: "pool-config",
      message: `config.json: it is not JSON: ${error.message}`,
      hint: "correct the JSON",
    }));
    return [];
  }
  const list = isJsonObject(json) ? json[spelledIn(json, "resourceList")] : undefined;
  if (Array.isArray(list)) return list;
  const hint = "list the resources: [{resourceName, selectors}]";
  say("pool-config", ["resourceList"], "it is no list", hint);
  return [];
}

function readResource(
  item: unknown,
  path: Path,
  { prefix, resources: others, say }: {
    prefix: string;
    resources: readonly DeviceResource[];
    say: Say;
  },
): DeviceResource | undefined {
  const resource = isJsonObject(item) ? item : {};
  const value = (key: string) => resource[spelledIn(resource, key)];
  const resourceName = value("resourceName");
  const resourcePrefix = value("resourcePrefix") || prefix;
  const deviceType = value("deviceType") || "netDevice";
  const namePath = [...path, "resourceName"];
  if (typeof resourceName !== "string" || !/^[A-Za-z0-9_-]+$/.test(resourceName)) {
    const message = `${JSON.stringify(resourceName) ?? "nothing"} is no resource name`;
    say("pool-config", namePath, message, "use letters, digits, _ and -");
    return undefined;
  }
  if (typeof resourcePrefix !== "string") {
    const message = `${JSON.stringify(resourcePrefix)} is no prefix`;
    say("pool-config", [...path, "resourcePrefix"], message, `write a text, such as "${prefix}"`);
    return undefined;
  }
  const name = `${resourcePrefix}/${resourceName}`;
  if (others.some((other) => other.name === name)) {
    say("pool-config", namePath, `${name} is there twice`, "name each resource once");
    return undefined;
  }
  if (deviceType !== "netDevice") {
    const message = `${JSON.stringify(deviceType)} devices are not emulated: taken as netDevice`;
    const hint = "only network devices can be links of a bond";
    say("pool-device-type", [...path, "deviceType"], message, hint);
  }
  const selectors = readSelectors(value("selectors"), [...path, "selectors"], say);
  // No selectors mean all devices: with one that cannot be read, the resource has none.
  return selectors && resourceOf(name, ...selectors);
}

/** One object, or a list of them; undefined after saying what is wrong with one. */
function readSelectors(given: unknown, path: Path, say: Say): JsonObject[] | undefined {
  if (given === undefined || given === null) return [];
  const items: [Path, unknown][] = Array.isArray(given)
    ? given.map((item: unknown, i) => [[...path, i], item])
    : [[path, given]];
  const selectors = items.flatMap(([place, selector]) => {
    if (isJsonObject(selector)) return isReadable(selector, place, say) ? [selector] : [];
    const message = `${JSON.stringify(selector)} is no selector`;
    say("pool-config", place, message, 'write an object such as {"pfNames": ["ens1f0"]}');
    return [];
  });
  return selectors.length === items.length ? selectors : undefined;
}

function isReadable(selector: JsonObject, path: Path, say: Say): boolean {
  const wrong = Object.entries(selector).filter(([key, value]) => {
    // What is switched off chooses nothing; the operator writes it out.
    if (value === false) return false;
    checkKey(key, [...path, key], say);
    return isOneOf(HONOURED, key) && !isTextList(value);
  });
  for (const [key, value] of wrong) {
    const message = `${JSON.stringify(value)} is no list of texts`;
    say(
      "pool-config",
      [...path, key],
      message,
      `write a list, such as ["${typeof value === "string" ? value : "ens1f0"}"]`,
    );
  }
  return wrong.length === 0;
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function checkKey(key: string, path: Path, say: Say): void {
  if (isOneOf(HONOURED, key)) return;
  if (isOneOf(HARDWARE_ONLY, key)) {
    const message = "it cannot be honoured without hardware: ignored";
    say("selector-ignored", path, message, "on a cluster the pool may be smaller");
    return;
  }
  const hint = `it knows ${[...HONOURED, ...HARDWARE_ONLY].join(", ")}`;
  say("selector-unknown", path, "the device plugin has no such selector", hint);
}

function isOneOf(keys: readonly string[], key: string): boolean {
  return keys.some((one) => isSameKey(one, key));
}

function toSelector(json: JsonObject): DeviceSelector {
  const texts = (key: string): string[] => {
    const value = json[spelledIn(json, key)];
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
    vague: Object.entries(json).some(([key, value]) =>
      isOneOf(HARDWARE_ONLY, key) && value !== false
    ),
  };
}
