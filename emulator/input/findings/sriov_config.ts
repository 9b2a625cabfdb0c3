/** A configuration that sriov refuses. */

import { memberOf, spelledIn } from "../../../cni/mod.ts";
import {
  aboutConfig,
  aboutSelection,
  type ChainContext,
  macAskedOf,
  passedConfig,
  pluginsOfType,
  type Report,
  runtimeConfigOf,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `sriov-config`. */
export const sriovConfig = defineRule({
  code: "sriov-config",
  severity: "error",
  replay: "all",
  title: "a configuration that sriov refuses",
  why: "The plugin refuses the configuration: the pod does not start.",
  remedy: "Write trust, spoofchk and link_state as texts, and vlan and rates as numbers " +
    "without quotes.",
  wrong: variation({ links: '"vlan": "100"' }),
  right: variation({ links: '"vlan": 100' }),
  inPod: check,
  alone: true,
});

function check(context: ChainContext): Report[] {
  return pluginsOfType(context, "sriov").flatMap((use): Report[] => {
    // Without a device it gets no further, which is told elsewhere.
    const config = { deviceID: "0000:00:00.0", ...passedConfig(use) };
    const asked = macAskedOf(use.delegate);
    const refusal = context.facts.refusal("sriov", config, asked);
    if (!refusal) return [];
    const isOfRuntime = refusal.key === "mac" &&
      memberOf(runtimeConfigOf(use), "mac") !== undefined;
    const path = isOfRuntime ? ["runtimeConfig", "mac"] : [spelledIn(use.config, refusal.key)];
    const words = {
      message: `${use.delegate.network}: ${refusal.message}`,
      hint: REMEDIES[refusal.key] ?? `correct ${refusal.key}`,
    };
    return [
      refusal.key === "mac" && asked !== ""
        ? aboutSelection(context, use.delegate, words)
        : aboutConfig(context, use, path, words),
    ];
  });
}

const REMEDIES: Readonly<Record<string, string>> = {
  trust: 'write "trust": "on" or "off", as a text',
  spoofchk: 'write "spoofchk": "on" or "off", as a text',
  vlan: "write a number from 0 to 4094, without quotes",
  vlanProto: 'write "802.1q" or "802.1ad"',
  mac: "write six octets, such as 02:00:00:00:00:01",
  runtimeConfig: "leave it out: the runtime makes it of what the pod asks for",
  vlanQoS: "write a number from 0 to 7, without quotes, beside a vlan",
  link_state: 'write "auto", "enable" or "disable"',
  min_tx_rate: "write a number of Mbit/s, without quotes, up to max_tx_rate",
  max_tx_rate: "write a number of Mbit/s, without quotes",
};
