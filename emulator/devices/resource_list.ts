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

/** Returns the resources that the ConfigMap describes. */
export function parseResourceList(manifest: ConfigManifest): ResourceList {
  const list: ResourceList = { resources: [], diagnostics: [] };
  const say = (severity: Diagnostic["severity"], path: Path, message: string, hint: string) => {
    list.diagnostics.push(diagnosticAt(manifest.config.atPath(path), {
      code: "device-plugin",
      severity,
      message: `${pathText(path) || "config.json"}: ${message}`,
      hint,
    }));
  };
  let json: unknown;
  try {
    json = JSON.parse(manifest.config.text);
  } catch (error) {
    say("error", [], `it is not JSON: ${(error as Error).message}`, "correct the JSON");
    return list;
  }
  const resources = isJsonObject(json) ? json["resourceList"] : undefined;
  if (!Array.isArray(resources)) {
    say(
      "error",
      ["resourceList"],
      "it is no list",
      "list the resources: [{resourceName, selectors}]",
    );
    return list;
  }
  for (const [index, resource] of resources.entries()) {
    const path: Path = ["resourceList", index];
    const { resourceName, resourcePrefix = DEFAULT_PREFIX, deviceType = "netDevice" } =
      isJsonObject(resource) ? resource : {};
    if (typeof resourceName !== "string" || !/^[A-Za-z0-9_-]+$/.test(resourceName)) {
      say(
        "error",
        [...path, "resourceName"],
        `${JSON.stringify(resourceName)} is no resource name`,
        "use letters, digits, _ and -",
      );
      continue;
    }
    const name = `${resourcePrefix}/${resourceName}`;
    if (list.resources.some((other) => other.name === name)) {
      say("error", [...path, "resourceName"], `${name} is there twice`, "name each resource once");
      continue;
    }
    if (deviceType !== "netDevice") {
      say(
        "warning",
        [...path, "deviceType"],
        `${JSON.stringify(deviceType)} devices are not emulated: taken as netDevice`,
        "only network devices can be linked into a bond",
      );
    }
    const given: unknown = isJsonObject(resource) ? resource["selectors"] ?? {} : {};
    const selectors = (Array.isArray(given) ? given : [given]).filter(isJsonObject);
    for (const key of new Set(selectors.flatMap(Object.keys))) {
      if (HONOURED.includes(key)) continue;
      const known = HARDWARE_ONLY.includes(key);
      say(
        "warning",
        [...path, "selectors", key],
        known
          ? "it cannot be honoured without hardware: ignored"
          : "the device plugin has no such selector",
        known ? "nothing to do" : `it knows ${[...HONOURED, ...HARDWARE_ONLY].join(", ")}`,
      );
    }
    list.resources.push({
      name,
      selectors: selectors.length > 0 ? selectors.map(toSelector) : [toSelector({})],
    });
  }
  return list;
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
