/** An address that the pod cannot have. */

import { aboutSelection, addressesIn, type LintInput, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ipam-ips-refused`. */
export const ipamIpsRefused = defineRule({
  code: "ipam-ips-refused",
  severity: "error",
  replay: "all",
  title: "an address that the pod cannot have",
  why: "The IPAM plugin refuses what the pod asks for: the pod does not start.",
  remedy: "Ask for an address of the range that nobody has, with a prefix length where the " +
    "plugin is static.",
  wrong: variation({
    bond: '"capabilities": {"ips": true}',
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "ips": ["10.99.0.44/24"]}]',
  }),
  right: variation({
    bond: '"capabilities": {"ips": true}',
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "ips": ["10.56.217.44/24"]}]',
  }),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, refused }): Report[] => {
    if (refused?.why !== "asked") return [];
    const words = { message: `${use.delegate.network}: ${refused.message}`, hint: refused.hint };
    return [aboutSelection(context, use.delegate, words)];
  });
}
