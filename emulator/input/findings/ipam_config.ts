/** A configuration that the IPAM plugin refuses. */

import { isJsonObject, memberOf } from "../../../cni/mod.ts";
import {
  aboutConfig,
  addressesIn,
  type LintInput,
  passedConfig,
  type Report,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ipam-config`. */
export const ipamConfig = defineRule({
  code: "ipam-config",
  severity: "error",
  replay: "all",
  title: "a configuration that the IPAM plugin refuses",
  why: "Without addresses the plugin that asked for them fails: the pod does not start.",
  remedy: "Correct the key under ipam.",
  wrong: variation({ bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.5/24"}' }),
  right: variation({ bond: '"ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}' }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, type, refused }): Report[] => {
    const args = memberOf(use.config, "args") ?? {};
    const cni = isJsonObject(args) ? args["cni"] ?? {} : {};
    if (!isJsonObject(args) || !isJsonObject(cni)) {
      const path = isJsonObject(args) ? ["args", "cni"] : ["args"];
      return [aboutConfig(context, use, path, {
        message: `${use.delegate.network}: ${path.join(".")} is no object, and ${type} reads it`,
        hint: 'write "args": {"cni": {"ips": ["10.0.0.5"]}}, or leave it out',
      })];
    }
    const runtime = memberOf(passedConfig(use), "runtimeConfig") ?? {};
    if (!isJsonObject(runtime)) {
      return [aboutConfig(context, use, ["runtimeConfig"], {
        message: `${use.delegate.network}: runtimeConfig is no object, and ${type} reads it`,
        hint: "leave it out: the runtime makes it of what the pod asks for",
      })];
    }
    if (refused?.why !== "config") return [];
    const words = { message: `${use.delegate.network}: ${refused.message}`, hint: refused.hint };
    return [aboutConfig(context, use, ["ipam", ...refused.path], words)];
  });
}
