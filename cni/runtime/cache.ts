/** The result cache: what a runtime must remember between ADD and DEL. */

import { namesIn, removeIfPresent } from "../files.ts";
import { fromBase64, toBase64 } from "../bytes.ts";
import { isJsonObject, type JsonObject, parseJson } from "../json.ts";
import { parseResult } from "../result_parse.ts";
import type { Result } from "../result.ts";
import type { AttachmentRequest } from "./runtime.ts";

/** Where libcni keeps results. */
export const DEFAULT_CACHE_DIR = "/var/lib/cni";

/** An attachment that the cache remembers. */
export interface CachedAttachment extends AttachmentRequest {
  /** Name of the network. */
  network: string;
  /** The result object, as it was written. */
  result?: JsonObject;
  /** The configuration that the attachment was made with. */
  config: Uint8Array;
}

/** Returns the file that remembers an attachment. */
export function cachePath(
  cacheDir: string,
  network: string,
  { containerId, ifname }: { containerId: string; ifname: string },
): string {
  return `${cacheDir}/results/${network}-${containerId}-${ifname}`;
}

/** Remembers an attachment: the file is complete or not there, and only its owner can read it. */
export function writeCache(cacheDir: string, attachment: CachedAttachment): void {
  const { containerId, ifname, netns, network, args, capabilityArgs, result, config } = attachment;
  const json = {
    kind: "cniCacheV1",
    containerId,
    config: toBase64(config),
    ifName: ifname,
    networkName: network,
    ...(netns ? { netns } : {}),
    ...(args?.length ? { cniArgs: args } : {}),
    ...(capabilityArgs && Object.keys(capabilityArgs).length > 0 ? { capabilityArgs } : {}),
    ...(result ? { result } : {}),
  };
  const path = cachePath(cacheDir, network, attachment);
  Deno.mkdirSync(`${cacheDir}/results`, { recursive: true, mode: 0o700 });
  const temporary = `${cacheDir}/results/.${crypto.randomUUID()}`;
  Deno.writeTextFileSync(temporary, JSON.stringify(json), { mode: 0o600, createNew: true });
  try {
    Deno.renameSync(temporary, path);
  } catch (error) {
    Deno.removeSync(temporary);
    throw error;
  }
}

/**
 * Returns the result remembered for an attachment, undefined when none is. A file that is a bare
 * result, as old runtimes wrote it, is understood. Throws when the file cannot be understood.
 */
export function readCachedResult(
  cacheDir: string,
  network: string,
  attachment: { containerId: string; ifname: string },
  defaultVersion: string,
): Result | undefined {
  const path = cachePath(cacheDir, network, attachment);
  const json = readObject(path);
  if (json === undefined) return undefined;
  const result = json["kind"] === "cniCacheV1" ? json["result"] : json;
  return result === undefined ? undefined : parseResult(result, defaultVersion);
}

/** Returns an attachment as it is remembered; undefined where nothing that can be understood is. */
export function findCached(
  cacheDir: string,
  network: string,
  attachment: { containerId: string; ifname: string },
): CachedAttachment | undefined {
  return readRecord(cachePath(cacheDir, network, attachment));
}

/** Forgets an attachment, if it was remembered. */
export function removeCache(
  cacheDir: string,
  network: string,
  attachment: { containerId: string; ifname: string },
): void {
  removeIfPresent(cachePath(cacheDir, network, attachment));
}

/**
 * Returns the attachments of `network`, or of all networks, that are remembered. Files that are no
 * records are passed over.
 */
export function listCache(cacheDir: string, network?: string): CachedAttachment[] {
  const directory = `${cacheDir}/results`;
  return namesIn(directory).flatMap((file) => {
    const record = readRecord(`${directory}/${file}`);
    return record && (network === undefined || record.network === network) ? [record] : [];
  });
}

function readRecord(path: string): CachedAttachment | undefined {
  try {
    const json = readObject(path);
    if (json?.["kind"] !== "cniCacheV1") return undefined;
    const text = (key: string) => typeof json[key] === "string" ? json[key] : "";
    const { cniArgs, capabilityArgs, result } = json;
    return {
      network: text("networkName"),
      containerId: text("containerId"),
      ifname: text("ifName"),
      netns: text("netns"),
      config: fromBase64(text("config")),
      ...(Array.isArray(cniArgs) ? { args: cniArgs } : {}),
      ...(isJsonObject(capabilityArgs) ? { capabilityArgs } : {}),
      ...(isJsonObject(result) ? { result } : {}),
    };
  } catch {
    return undefined;
  }
}

function readObject(path: string): JsonObject | undefined {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const json = parseJson(bytes);
  if (!isJsonObject(json)) throw new SyntaxError(`${path} is not an object`);
  return json;
}
