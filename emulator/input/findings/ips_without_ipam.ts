/** Addresses asked of a network that gives none. */

import { isJsonObject, memberOf } from "../../../cni/mod.ts";
import {
  aboutSelection,
  type ChainContext,
  ipamType,
  listed,
  pluginsOfDelegate,
  type Report,
} from "../lint/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const NETWORKS =
  '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "ips": ["10.56.217.9/24"]}]';

/** The finding `ips-without-ipam`. */
export const ipsWithoutIpam = defineRule({
  code: "ips-without-ipam",
  severity: "warning",
  replay: "all",
  title: "addresses asked of a network that gives none",
  why: "The plugin leaves addresses to its IPAM plugin, and has none: the pod starts without " +
    "those that it asks for.",
  remedy: 'Write "ipam": {"type": "static"} in the definition, or leave ips out.',
  wrong: variation({ bond: '"ipam": null, "capabilities": {"ips": true}', networks: NETWORKS }),
  right: variation({
    bond: '"ipam": {"type": "static"}, "capabilities": {"ips": true}',
    networks: NETWORKS,
  }),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return context.chain.delegates.flatMap((delegate): Report[] => {
    const ips = delegate.runtimeConfig["ips"];
    const uses = pluginsOfDelegate(context, delegate);
    const isDeclared = uses.some(({ config }) => {
      const capabilities = memberOf(config, "capabilities");
      return isJsonObject(capabilities) && capabilities["ips"] === true;
    });
    const givesNone = uses.length > 0 && uses.every((use) =>
      ipamType(use) === "" &&
      (traitsOf(use.type).addressesOfIpamOnly || traitsOf(use.type).isMeta)
    );
    // Without the capability nobody is told of them, which is another matter.
    if (!Array.isArray(ips) || ips.length === 0 || !isDeclared || !givesNone) return [];
    return [aboutSelection(context, delegate, {
      message: `the pod asks ${delegate.network} for ${listed(ips.map(String))}, and no plugin ` +
        "of it has an ipam that would give addresses",
      hint: 'write "ipam": {"type": "static"} in the definition',
    })];
  });
}
