/** A sysctl that cannot be set. */

import { isJsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  pluginsOfType,
  type PluginUse,
  type Report,
  type Words,
} from "../lint/mod.ts";
import { sysctlFault } from "../plugins/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const tuned = (link: string) =>
  variation({
    bondConfig:
      `{"cniVersion": "0.4.0", "name": "bond", "plugins": [{"type": "bond", "mode": "active-backup", "failOverMac": 1, "linksInContainer": true, "miimon": 100, "links": ["net1", "net2"], "ipam": {"type": "host-local", "subnet": "10.56.217.0/24"}}, {"type": "tuning", "sysctl": {"net.ipv4.conf.${link}.arp_filter": "1"}}]}`,
  });

/** The finding `sysctl-absent`. */
export const sysctlAbsent = defineRule({
  code: "sysctl-absent",
  severity: "error",
  replay: "all",
  title: "a sysctl that a pod cannot set",
  why:
    "tuning writes to the file of that name below /proc/sys/net in the pod. Without the file it " +
    "fails, as for an interface that is not there, a slip of the pen, or what is the whole " +
    "node's; and so it does with a value that is no number, and with what the node's allowlist has " +
    "not. The pod does not start.",
  remedy: "Name a sysctl of the pod's own network, and an interface that it has by then.",
  wrong: tuned("bond1"),
  right: tuned("bond0"),
  inPod: check,
});

function check(context: ChainContext): Report[] {
  return pluginsOfType(context, "tuning").flatMap((use) => {
    const { config, delegate: { network, ifname } } = use;
    const links = linksAt(context, use);
    const allowed = allowedIn(context.facts.textOf(ALLOWLIST));
    const sysctl = memberOf(config, "sysctl");
    if (!isJsonObject(sysctl)) return [];
    return Object.entries(sysctl).flatMap(([key, value]): Report[] => {
      const fault = typeof value === "string"
        ? sysctlFault([key, value], ifname, links) ?? forbidden(key, allowed)
        : undefined;
      if (!fault) return [];
      const words = { ...fault, message: `${network}: ${fault.message}` };
      return [aboutConfig(context, use, [spelledIn(config, "sysctl"), key], words)];
    });
  });
}

/** The interfaces that the pod has when the plugin runs. */
function linksAt({ chain }: ChainContext, { index }: PluginUse): string[] {
  return ["lo", ...chain.delegates.slice(0, index + 1).map(({ ifname }) => ifname)];
}

/** What the node's administrator lets tuning set: a regular expression a line. */
const ALLOWLIST = "/etc/cni/tuning/allowlist.conf";

function allowedIn(list: string | undefined): RegExp[] | undefined {
  const lines = list?.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  try {
    return lines?.map((line) => new RegExp(line));
  } catch {
    return undefined; // One of Go's that JavaScript does not know.
  }
}

function forbidden(key: string, allowed: readonly RegExp[] | undefined): Words | undefined {
  if (!allowed || allowed.some((one) => one.test(key))) return undefined;
  return {
    message: `${key} is none of the sysctls in ${ALLOWLIST} of the node`,
    hint: "remove it, or have the node's administrator add it there",
  };
}
