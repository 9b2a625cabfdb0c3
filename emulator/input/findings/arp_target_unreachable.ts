/** Probes that do not leave by the bond. */

import { contains, readAddress, readCidr } from "../ipam/mod.ts";
import {
  aboutConfig,
  addressesIn,
  bondsIn,
  type BondUse,
  type ChainContext,
  ipamType,
  type LintInput,
  pluginsIn,
  type PluginUse,
  type Report,
  uppersIn,
} from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const probing = (target: string) =>
  variation({ bond: `"miimon": null, "arpInterval": 200, "arpIpTargets": ["${target}"]` });

/** The finding `arp-target-unreachable`. */
export const arpTargetUnreachable = defineRule({
  code: "arp-target-unreachable",
  severity: "warning",
  replay: "all",
  title: "probes that do not leave by the bond",
  why: "The kernel sends a probe to where the pod's routes lead. A target that is in no network " +
    "of the bond, nor of an interface on it, is not probed: without answers the bond takes its " +
    "links for failed, one after another, and frames are lost.",
  remedy: "Name a target in the bond's own network, such as its gateway, or use miimon.",
  wrong: probing("10.99.0.1"),
  right: probing("10.56.217.1"),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return input.pods.flatMap((context) =>
    bondsIn(context).flatMap((bond): Report[] => {
      const { arpInterval, arpIpTargets = [], nsIp6Targets = [] } = bond.outline.options;
      const uses = usesOn(context, bond);
      if (!arpInterval || !uses.every(isTold)) return [];
      const reaches = networksOf(input, uses);
      return [...arpIpTargets, ...nsIp6Targets].filter((target) => !reaches(target))
        .map((target) => {
          const key = target.includes(":") ? "nsIp6Targets" : "arpIpTargets";
          return aboutConfig(context, bond, bond.outline.pathOf(key), {
            message: `${bond.delegate.network} probes ${target}, which is in no network of ` +
              `${bond.name}: the probes do not leave by it`,
            hint: `name an address of the network of ${bond.name}, or use miimon instead`,
          });
        });
    })
  );
}

/** The bond's own attachment, and those that make interfaces on it. */
function usesOn(context: ChainContext, bond: BondUse): PluginUse[] {
  const uppers = uppersIn(context).filter(({ inContainer, maker }) =>
    inContainer && maker === bond.delegate
  );
  const delegates = [bond.delegate, ...uppers.map(({ use }) => use.delegate)];
  return pluginsIn(context).filter(({ delegate }) => delegates.includes(delegate));
}

/** Whether the text tells which addresses the plugin has. */
function isTold(use: PluginUse): boolean {
  return ["", "host-local", "static"].includes(ipamType(use));
}

/** Returns whether the networks and routes of the plugins have an address. */
function networksOf(input: LintInput, uses: readonly PluginUse[]): (target: string) => boolean {
  const grants = addressesIn(input).filter(({ use }) => uses.some((one) => one === use));
  const networks = grants.flatMap(({ grant }) => [
    ...(grant?.ips ?? []),
    ...(grant?.routes.flatMap(({ dst }) => readCidr(dst) ?? []) ?? []),
  ]);
  // What is refused is told of elsewhere.
  if (grants.some(({ refused }) => refused)) return () => true;
  return (target) => {
    const address = readAddress(target);
    // Every IPv6 link has the network fe80::/64.
    return !address || /^fe80:/i.test(target) ||
      networks.some((network) => contains(network, address));
  };
}
