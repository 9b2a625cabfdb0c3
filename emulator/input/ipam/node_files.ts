/** Files of the node that host-local's configuration names. */

import { type JsonObject, memberOf } from "../../../cni/mod.ts";

/** The kernel's own file systems, in which nobody makes files. */
const OF_THE_KERNEL = /^\/+(proc|sys)(\/|$)/;

/** A key whose path is of no use, and why. */
interface PathFault {
  key: string;
  message: string;
  hint: string;
}

/** What is at an absolute path of the node; undefined when it is not known. */
type EntryAt = (path: string) => "file" | "folder" | "nothing" | undefined;

/** Where nodes keep files of name servers, and the lab has folders of its own, in which it makes those that lack. */
const OF_RESOLVERS = /^\/(etc|run)(\/[^/]+)+$/;

/** Returns the file of name servers that `ipam` names, where a node may have it and the lab makes it; else undefined. */
export function resolverOf(ipam: JsonObject, entryAt: EntryAt): string | undefined {
  const path = memberOf(ipam, "resolvConf");
  if (typeof path !== "string" || !OF_RESOLVERS.test(path) || /\/\.\.?(\/|$)/.test(path)) {
    return undefined;
  }
  return canBeFolder(path.slice(0, path.lastIndexOf("/")), entryAt) ? path : undefined;
}

/** Returns the paths of host-local's configuration that are of no use to it. */
export function pathFaults(ipam: JsonObject, entryAt: EntryAt): PathFault[] {
  const [resolvConf, dataDir] = ["resolvConf", "dataDir"].map((key) => memberOf(ipam, key));
  const faults: PathFault[] = [];
  if (typeof resolvConf === "string" && resolvConf !== "") {
    const entry = resolvConf.startsWith("/") ? entryAt(resolvConf) : "nothing";
    const isMade = entry === "nothing" && resolverOf(ipam, entryAt) !== undefined;
    if (entry === "folder" || (entry === "nothing" && !isMade)) {
      faults.push({
        key: "resolvConf",
        message: `resolvConf names ${resolvConf}, and the node has no such file`,
        hint: "name a file that every node has, such as /etc/resolv.conf, or leave resolvConf out",
      });
    }
  }
  if (typeof dataDir === "string" && !canBeFolder(dataDir, entryAt)) {
    faults.push({
      key: "dataDir",
      message: `dataDir names ${dataDir}, which cannot be a folder on the node`,
      hint: "leave dataDir out: it is /var/lib/cni/networks then",
    });
  }
  return faults;
}

function canBeFolder(path: string, entryAt: EntryAt): boolean {
  if (OF_THE_KERNEL.test(path)) return false;
  const parts = path.split("/");
  return !path.startsWith("/") ||
    parts.every((_, i) => i === 0 || entryAt(parts.slice(0, i + 1).join("/")) !== "file");
}
