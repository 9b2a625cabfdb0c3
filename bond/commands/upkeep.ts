/** What an administrator asks of a node: what the plugin has there, and to tidy it up. */

import { CniError, findPlugin, messageOf } from "../../cni/mod.ts";
import { readKernelFile } from "../../netlink/mod.ts";
import { explainPolicy, POLICY_PATH, readNodePolicy } from "../policy/mod.ts";
import {
  allKeys,
  type AttachmentRecord,
  collect,
  isGone,
  listAside,
  listNetworks,
  readRecord,
  sweep,
} from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { requireDriver } from "./status.ts";

/** An attachment that is taken apart, or would be. */
export interface Garbage {
  network: string;
  containerId: string;
  ifname: string;
  /** The names of its links. */
  links: string[];
  /** Those that could not be given back yet. */
  waiting: string[];
}

/** What `collectGarbage` found and did. */
export interface GarbageReport {
  collected: Garbage[];
  /** What failed, as sentences. */
  problems: string[];
  /** Nothing was changed: this is what would be done. */
  dryRun: boolean;
}

/**
 * Takes apart each recorded attachment that nobody can have any more: its namespace is gone, the machine was
 * started anew, or DEL has been run and something waits. With `dryRun` nothing is changed.
 */
export async function collectGarbage({ dryRun }: { dryRun: boolean }): Promise<GarbageReport> {
  const report: GarbageReport = { collected: [], problems: [], dryRun };
  const log = (message: string) => void report.problems.push(message);
  const keys = allKeys(STATE_DIR, log);
  if (dryRun) {
    report.collected = recordsOf(log).filter(isGone).map((record) => garbageOf(record, []));
    return report;
  }
  const failed = await collect(STATE_DIR, keys, {
    log: () => {},
    isStale: isGone,
    collected: (record, waiting) => void report.collected.push(garbageOf(record, [...waiting])),
  });
  report.problems.push(...failed.map(textOf));
  for (const network of listNetworks(STATE_DIR)) await sweep(STATE_DIR, network, {});
  return report;
}

/** One thing that ADD needs, and whether it is there. */
export interface Need {
  ok: boolean;
  /** What there is, or what is wrong. */
  text: string;
}

/** What the plugin has on a node. */
export interface NodeStatus {
  driver: Need;
  capabilities: Need;
  /** IPAM plugins in the folders of CNI_PATH that were given. */
  delegates: Need;
  /** What the administrator's file says, where there is one. */
  policy: Need;
  state: Need & { path: string; attachments: number };
  /** Attachments whose links wait to be given back, or that nobody can have any more. */
  leftovers: (Garbage & { why: string })[];
  /** Files that are no records, kept for whoever wants to look at them. */
  aside: string[];
}

/** IPAM plugins that are in use with bonds. */
const USUAL_IPAM = ["host-local", "static", "dhcp", "whereabouts"] as const;

/** Returns what the plugin has on this node, with IPAM plugins looked for in `cniPath`. Changes nothing. */
export function nodeStatus(cniPath: readonly string[]): NodeStatus {
  const problems: string[] = [];
  const log = (message: string) => void problems.push(message);
  const records = recordsOf(log);
  const state = problems.length === 0
    ? { ok: true, text: `${records.length} attachments` }
    : { ok: false, text: problems.join("; ") };
  const there = USUAL_IPAM.filter((type) => isThere(type, cniPath));
  return {
    driver: need(requireDriver, "the kernel has the bonding driver"),
    capabilities: capabilities(),
    delegates: {
      ok: there.length > 0,
      text: there.length > 0
        ? `${there.join(", ")} in ${cniPath.join(":")}`
        : `no IPAM plugin in ${cniPath.join(":")}`,
    },
    policy: policy(),
    state: { ...state, path: STATE_DIR, attachments: records.length },
    leftovers: records.filter(isGone).map((record) => ({
      ...garbageOf(record, record.detached ? record.links.map(({ name }) => name) : []),
      why: record.detached
        ? "DEL was run, and the name of a link is taken, or its device is away"
        : "its namespace is gone, or the machine was started anew",
    })),
    aside: need(() => listAside(STATE_DIR), "").ok ? listAside(STATE_DIR) : [],
  };
}

function recordsOf(log: (message: string) => void): AttachmentRecord[] {
  return allKeys(STATE_DIR, log).flatMap((key) => {
    try {
      return readRecord(STATE_DIR, key) ?? [];
    } catch (error) {
      log(textOf(error));
      return [];
    }
  });
}

function garbageOf(
  { network, containerId, ifname, links }: AttachmentRecord,
  waiting: string[],
): Garbage {
  return { network, containerId, ifname, links: links.map(({ name }) => name), waiting };
}

function need(work: () => unknown, text: string): Need {
  try {
    work();
    return { ok: true, text };
  } catch (error) {
    return { ok: false, text: textOf(error) };
  }
}

/** linux/capability.h */
const NEEDED = { CAP_NET_ADMIN: 12, CAP_NET_RAW: 13, CAP_SYS_ADMIN: 21 } as const;

/** Returns whether this process has what ADD needs. */
export function capabilities(): Need {
  const [, mask = "0"] = /^CapEff:\s*([0-9a-f]+)/m.exec(readKernelFile("/proc/self/status")) ?? [];
  const effective = BigInt(`0x${mask}`);
  const missing = Object.entries(NEEDED).filter(([, bit]) => !(effective & (1n << BigInt(bit))))
    .map(([name]) => name);
  return missing.length === 0
    ? { ok: true, text: Object.keys(NEEDED).join(", ") }
    : { ok: false, text: `this process lacks ${missing.join(", ")}: look at it as root` };
}

function policy(): Need {
  const { meaning, problem } = explainPolicy(readNodePolicy());
  if (problem === undefined) return { ok: true, text: meaning };
  return { ok: false, text: `${POLICY_PATH} cannot be used, so ${meaning}: ${problem}` };
}

function isThere(type: string, path: readonly string[]): boolean {
  try {
    findPlugin(type, path);
    return true;
  } catch {
    return false;
  }
}

function textOf(error: unknown): string {
  if (error instanceof CniError) return error.toString();
  return messageOf(error);
}
