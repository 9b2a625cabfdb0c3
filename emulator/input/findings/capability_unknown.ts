/** A capability that no runtime knows. */

import { isJsonObject } from "../../../cni/mod.ts";
import { nearName } from "../words/mod.ts";
import { aboutConfig, type ChainContext, listed, pluginsIn, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `capability-unknown`. */
export const capabilityUnknown = defineRule({
  code: "capability-unknown",
  severity: "warning",
  replay: "all",
  title: "a capability that no runtime knows",
  why: "Nothing is ever passed to the plugin under that name.",
  remedy: "Correct the name.",
  wrong: variation({ bond: '"capabilities": {"macs": true}' }),
  right: variation({ bond: '"capabilities": {"mac": true}' }),
  inPod: check,
  alone: true,
});

/** Capabilities by convention, and those that container runtimes and Multus add. */
const CAPABILITIES: readonly string[] = [
  "portMappings",
  "ipRanges",
  "bandwidth",
  "dns",
  "ips",
  "mac",
  "infinibandGUID",
  "deviceID",
  "aliases",
  "cgroupPath",
  "CNIDeviceInfoFile",
  "io.kubernetes.cri.pod-annotations",
];

function check(context: ChainContext): Report[] {
  return pluginsIn(context).flatMap((use) => {
    const declared = use.config["capabilities"];
    if (!isJsonObject(declared)) return [];
    return Object.keys(declared).filter((name) => !CAPABILITIES.includes(name)).map((name) => {
      const near = nearName(name, CAPABILITIES);
      return aboutConfig(context, use, ["capabilities", name], {
        message: `${use.delegate.network}: no runtime knows the capability ${name}` +
          (near === undefined ? "" : `; did you mean ${near}?`),
        hint: `known are ${listed(CAPABILITIES)}`,
      });
    });
  });
}
