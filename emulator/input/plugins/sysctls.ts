/** What becomes of a sysctl that the plugin tuning is to set in a pod. */

import { listed, nearName } from "../words/mod.ts";
import { SYSCTL_NAMES } from "./sysctl_names.ts";

/** Why a sysctl cannot be set. */
interface SysctlFault {
  message: string;
  hint: string;
}

/** Folders of /proc/sys/net that the kernel's modules make, and whose sysctls are not known here. */
const OF_MODULES =
  /^(net\/(netfilter|nf_conntrack_max|bridge|mptcp|sctp|mpls|vrf|smc|rds|tipc|dccp|can|x25|ax25|netrom|rose|llc|rxrpc|phonet|ieee802154|iw_cm)|net\/ipv[46]\/(vs|netfilter))(\/|$)/;

/** Written as they please; all others are numbers. */
const TEXTS: readonly string[] = [
  ...["stable_secret", "tcp_congestion_control", "tcp_fastopen_key", "ip_local_reserved_ports"],
  ...["ratemask", "flush", "rps_default_mask"],
];

/** Returns the parts of the file's name below /proc/sys: dots and slashes are one to the plugin. */
export function sysctlParts(key: string, ifname: string): string[] {
  return key.split(/[./]+/).filter((part) => part !== "").map((part) =>
    part.replace("IFNAME", ifname)
  );
}

/** Returns why the plugin cannot set `key` to `value` for `ifname` in a pod that has `links`; else undefined. */
export function sysctlFault(
  [key, value]: readonly [string, string],
  ifname: string,
  links: readonly string[],
): SysctlFault | undefined {
  const parts = sysctlParts(key, ifname);
  const path = parts.join("/");
  if (parts[0] !== "net" || parts.length < 2 || OF_MODULES.test(path)) return undefined;
  const [, family = "", kind = "", link = ""] = parts;
  const isOfLink = /^ipv[46]$/.test(family) && ["conf", "neigh"].includes(kind) && parts.length > 3;
  if (isOfLink && ![...links, ...(kind === "conf" ? ["all", "default"] : [])].includes(link)) {
    return {
      message: `${key} is a sysctl of ${link}, which the pod has not`,
      hint: `by then the pod has ${listed(links)}`,
    };
  }
  const folder = isOfLink ? [family, kind, "*", ...parts.slice(4, -1)] : parts.slice(1, -1);
  const names = SYSCTL_NAMES[folder.join("/")] ?? [];
  const leaf = parts.at(-1) ?? "";
  if (!names.includes(leaf)) {
    const near = nearName(leaf, names);
    return {
      message: `there is no sysctl ${key} that a pod can set` +
        (near === undefined ? "" : `; did you mean ${near}?`),
      hint: near === undefined
        ? "remove it: what is the whole node's is set on the node"
        : `write ${[...parts.slice(0, -1), near].join(".")}`,
    };
  }
  if (TEXTS.includes(leaf)) return undefined;
  const [least, most] = RANGES[leaf] ?? (isOfLink ? [-LARGEST, LARGEST] : [-Infinity, Infinity]);
  if (isTaken(value, [least, most])) return undefined;
  const range = Number.isFinite(least) ? ` from ${least} to ${most}` : "";
  return {
    message: `${key} is a number${range}, and not ${JSON.stringify(value)}`,
    hint: `write "${least > 0 ? least : 1}", for example`,
  };
}

/** C's int, which the sysctls of interfaces are. */
const LARGEST = 2 ** 31 - 1;

/** What the kernel asks of some of them beside. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  addr_gen_mode: [0, 3],
  hop_limit: [1, 255],
  ip_default_ttl: [1, 255],
  mtu: [1280, 65535],
};

/** Whether the kernel takes `value` for a number, or for several; of nothing it makes nothing. */
function isTaken(value: string, [least, most]: readonly [number, number]): boolean {
  const [first = ""] = value.trim().split(/\s+/);
  if (first === "") return true;
  // With a 0 ahead it is octal.
  if (!/^-?(0x[\da-f]+|0[0-7]*|[1-9]\d*)$/i.test(first)) return false;
  const size = Number(first.replace(/^-/, "").replace(/^0(?=[0-7])/, "0o"));
  const number = first.startsWith("-") ? -size : size;
  return number >= least && number <= most;
}
