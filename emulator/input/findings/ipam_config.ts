/** A configuration that the IPAM plugin refuses. */

import { aboutConfig, addressesIn, type LintInput, type Report } from "../lint/mod.ts";
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
  return addressesIn(input).flatMap(({ context, use, refused }): Report[] => {
    if (refused?.why !== "config") return [];
    const words = { message: `${use.delegate.network}: ${refused.message}`, hint: refused.hint };
    return [aboutConfig(context, use, ["ipam", ...refused.path], words)];
  });
}
