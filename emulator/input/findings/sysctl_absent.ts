/** A sysctl of an interface that is not there. */

import { isJsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import {
  aboutConfig,
  type ChainContext,
  listed,
  pluginsOfType,
  type PluginUse,
  type Report,
  type Words,
} from "../lint/mod.ts";
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
  title: "a sysctl of an interface that is not there",
  why: "tuning writes to a file that the kernel has for each interface of the pod: without the " +
    "interface it fails, and so it does with a value that is no number. The pod does not start.",
  remedy: "Name an interface that the pod has by then.",
  wrong: tuned("bond1"),
  right: tuned("bond0"),
  inPod: check,
});

/** Sysctls of single interfaces: everything but the last word may be written with dots or with slashes. */
const OF_INTERFACE = /^net[./]ipv[46][./](?:conf|neigh)[./](.+)[./](\w+)$/;
/** They are numbers, but for one (proc_dointvec; the kernel's ip-sysctl.rst). */
const NUMBER = /^\s*-?(?:0x[\da-f]+|\d+)\s*$/i;
const TEXTS: readonly string[] = ["stable_secret"];

function check(context: ChainContext): Report[] {
  return pluginsOfType(context, "tuning").flatMap((use) => {
    const sysctl = memberOf(use.config, "sysctl");
    if (!isJsonObject(sysctl)) return [];
    const links = linksAt(context, use);
    return Object.entries(sysctl).flatMap(([key, value]): Report[] => {
      const [, link = "", leaf = ""] = OF_INTERFACE.exec(key) ?? [];
      if (link === "") return [];
      const at = (
        words: Words,
      ) => [aboutConfig(context, use, [spelledIn(use.config, "sysctl"), key], words)];
      if (![...links, "all", "default", "IFNAME"].includes(link)) {
        return at({
          message: `${use.delegate.network}: ${key} is a sysctl of ${link}, which the pod has not`,
          hint: `by then the pod has ${listed(links)}`,
        });
      }
      if (typeof value !== "string" || TEXTS.includes(leaf) || NUMBER.test(value)) return [];
      return at({
        message: `${use.delegate.network}: ${key} is a number, and not ${JSON.stringify(value)}`,
        hint: 'write "1", for example',
      });
    });
  });
}

/** The interfaces that the pod has when the plugin runs. */
function linksAt({ chain }: ChainContext, { index }: PluginUse): string[] {
  return ["lo", ...chain.delegates.slice(0, index + 1).map(({ ifname }) => ifname)];
}
