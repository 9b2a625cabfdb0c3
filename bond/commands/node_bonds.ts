/** Every bond of a node: where it is, whose it is, and what differs from its configuration. */

import {
  buildConfig,
  DEFAULT_CACHE_DIR,
  findCached,
  isJsonObject,
  type JsonObject,
  messageOf,
  parseConfigHeader,
  parseJson,
  parseNetworkConfig,
} from "../../cni/mod.ts";
import { Netns, NetnsError, readKernelFile, Rtnetlink } from "../../netlink/mod.ts";
import { type BondState, inspectBonds } from "../library/mod.ts";
import { allKeys, type AttachmentRecord, isRecorded, netnsId, readRecord } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";
import { differences, type Made } from "./check.ts";

/** Whose a bond is. */
interface BondOwner {
  network: string;
  containerId: string;
  ifname: string;
}

/** A bond of a node. */
export interface NodeBond extends BondState {
  /** A path at which its namespace can be entered. */
  netns: string;
  /** The attachment that it is of; absent where no record says so. */
  attachment?: BondOwner;
  /** In what it differs from its configuration; absent where the runtime remembers none. */
  differences?: string[];
}

/** What was found on a node. */
interface NodeBonds {
  bonds: NodeBond[];
  /** Namespaces and records that could not be looked at, as sentences. */
  problems: string[];
}

/** Returns every bond in every network namespace that can be found from here. Changes nothing. */
export function nodeBonds(): NodeBonds {
  const problems: string[] = [];
  const records = recordsByNamespace(problems);
  const bonds = [...namespacePaths().values()].flatMap((path): NodeBond[] => {
    try {
      using netns = Netns.open(path);
      using rt = Rtnetlink.open({ netns });
      const here = (records.get(netnsId(netns)) ?? [])
        .filter((record) => isRecorded(record.netns, netns, rt));
      return inspectBonds(path).map((bond) => ({ ...bond, netns: path, ...ownerOf(bond, here) }));
    } catch (error) {
      // A process has ended meanwhile, and its namespace with it.
      if (!(error instanceof NetnsError && error.reason === "absent")) {
        problems.push(`${path}: ${messageOf(error)}`);
      }
      return [];
    }
  });
  return { bonds, problems };
}

function recordsByNamespace(problems: string[]): Map<string, AttachmentRecord[]> {
  const records = allKeys(STATE_DIR, (message) => void problems.push(message)).flatMap((key) => {
    try {
      return readRecord(STATE_DIR, key) ?? [];
    } catch (error) {
      problems.push(messageOf(error));
      return [];
    }
  });
  return Map.groupBy(records, ({ netns }) => netns.id);
}

/**
 * Returns a path for each network namespace that is mounted somewhere or that a process is in, by its name,
 * as net:[4026532008]: that of its mount where it has one.
 */
export function namespacePaths(): Map<string, string> {
  const paths = new Map<string, string>();
  const note = (id: string, path: string) => paths.has(id) || paths.set(id, path);
  const own = linkAt("/proc/thread-self/ns/net");
  if (own !== undefined) note(own, "/proc/thread-self/ns/net");
  for (const line of readKernelFile("/proc/thread-self/mountinfo").split("\n")) {
    // proc_pid_mountinfo(5): of a namespace the root is its name, as "net:[4026532008]".
    const [, , , root = "", point = ""] = line.split(" ");
    if (/^net:\[\d+\]$/.test(root)) note(root, unescaped(point));
  }
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const id = linkAt(`/proc/${name}/ns/net`);
    if (id !== undefined) note(id, `/proc/${name}/ns/net`);
  }
  return paths;
}

/** Returns where a link leads; undefined where that may not be known, or the process has ended. */
function linkAt(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}

/** In mountinfo blanks and the like are octal. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

function ownerOf(
  { name }: BondState,
  records: readonly AttachmentRecord[],
): Pick<NodeBond, "attachment" | "differences"> {
  const record = records.find(({ ifname }) => ifname === name);
  if (!record) return {};
  const { network, containerId, ifname } = record;
  const attachment = { network, containerId, ifname };
  const made = madeAs(record);
  if (!made) return { attachment };
  try {
    return { attachment, differences: differences(made) };
  } catch (error) {
    return { attachment, differences: [messageOf(error)] };
  }
}

/** What CHECK of the attachment would be given, as the runtime remembers its ADD. */
function madeAs(record: AttachmentRecord): Made | undefined {
  const { network, containerId, ifname, netns: { path } } = record;
  const cached = findCached(DEFAULT_CACHE_DIR, network, record);
  const plugin = cached && pluginIn(cached.config);
  if (!cached?.result || !plugin) return undefined;
  const { config, cniVersion } = plugin;
  const label = { name: network, cniVersion };
  const json = {
    ...buildConfig(label, config, { capabilityArgs: cached.capabilityArgs }),
    prevResult: cached.result,
  };
  const header = parseConfigHeader(new TextEncoder().encode(JSON.stringify(json)));
  return {
    config: parseNetworkConfig(header, "CHECK"),
    args: new Map(cached.args ?? []),
    containerId,
    ifname,
    netns: path,
  };
}

/** The bond's configuration: the whole, or the one of its type in a list. */
function pluginIn(
  bytes: Uint8Array,
): { config: JsonObject & { type: string }; cniVersion: string } | undefined {
  const json = parseJson(bytes);
  if (!isJsonObject(json)) return undefined;
  const { plugins = [json], cniVersion } = json;
  const config = (Array.isArray(plugins) ? plugins : []).filter(isJsonObject)
    .find(({ links }) => Array.isArray(links));
  if (!config || typeof config["type"] !== "string") return undefined;
  const version = typeof cniVersion === "string" ? cniVersion : "0.1.0";
  return { config: { ...config, type: config["type"] }, cniVersion: version };
}
