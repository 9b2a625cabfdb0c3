/** The steps that operations on networks are made of. */

import { CniError, CniErrorCode, toCniError } from "../errors.ts";
import type { Attachment, Command } from "../invocation.ts";
import { parseResult } from "../result_parse.ts";
import { renderResult } from "../result_render.ts";
import type { Result } from "../result.ts";
import { type CniVersion, isAtLeast, OLDEST_VERSION } from "../version.ts";
import { DEFAULT_CACHE_DIR, readCachedResult, removeCache, writeCache } from "./cache.ts";
import { callPlugin, parseStdout, validateAttachment } from "./call.ts";
import type { NetworkList, PluginConfig } from "./network_list.ts";
import { buildConfig } from "./request.ts";
import type { AttachmentRequest, Runtime } from "./runtime.ts";

/** What every call needs of a network: a list, or a single plugin. */
export type LabelledNetwork = Pick<NetworkList, "name" | "cniVersion" | "bytes">;

/** Runs ADD of one plugin and returns its result. */
export async function add(
  runtime: Runtime,
  network: LabelledNetwork,
  plugin: PluginConfig,
  attachment: AttachmentRequest,
  prevResult: Result | undefined,
): Promise<Result> {
  validateAttachment(network.name, attachment);
  const stdout = await call(runtime, "ADD", network, plugin, attachment, prevResult);
  return parseResult(parseStdout(stdout), network.cniVersion || OLDEST_VERSION);
}

/** Runs `command` of one plugin and returns its stdout. Throws CniError with its code. */
export async function call(
  runtime: Runtime,
  command: Command,
  network: LabelledNetwork,
  plugin: PluginConfig,
  attachment?: AttachmentRequest,
  prevResult?: Result,
): Promise<Uint8Array> {
  const { name } = network;
  const config = buildConfig(network, plugin, {
    prevResult,
    capabilityArgs: attachment?.capabilityArgs,
  });
  return await callPlugin(runtime, {
    command,
    config: { ...config, name, type: plugin.type },
    attachment,
  });
}

/** Writes the result of a finished ADD into the cache, and returns it. */
export function remember(
  runtime: Runtime,
  network: LabelledNetwork,
  attachment: AttachmentRequest,
  result: Result | undefined,
): Result {
  if (!result) throw new CniError(CniErrorCode.InvalidConfig, "the network has no plugins");
  try {
    writeCache(cacheDirOf(runtime), {
      ...attachment,
      network: network.name,
      config: network.bytes,
      result: renderResult(result, network.cniVersion),
    });
  } catch (error) {
    throw wrap(`failed to set network "${network.name}" cached result`, error);
  }
  return result;
}

/** Returns the result of the attachment from the cache, if it is there. */
export function recall(
  runtime: Runtime,
  network: LabelledNetwork,
  attachment: Attachment,
): Result | undefined {
  try {
    const version = network.cniVersion || OLDEST_VERSION;
    return readCachedResult(cacheDirOf(runtime), network.name, attachment, version);
  } catch (error) {
    throw wrap(`failed to get network "${network.name}" cached result`, error);
  }
}

/**
 * Returns the result that DEL hands on: none below 0.4.0. One that cannot be read is forgotten, since a
 * broken cache must not keep a container from being deleted.
 */
export function recallForDel(
  runtime: Runtime,
  network: LabelledNetwork,
  attachment: Attachment,
): Result | undefined {
  if (!speaks(network, "0.4.0")) return undefined;
  try {
    return recall(runtime, network, attachment);
  } catch {
    try {
      removeCache(cacheDirOf(runtime), network.name, attachment);
    } catch {
      // What cannot even be removed must not keep the plugins from deleting either.
    }
    return undefined;
  }
}

/** Throws CniError unless the network is of a version that has CHECK. */
export function refuseCheckBefore040(network: LabelledNetwork): void {
  if (speaks(network, "0.4.0")) return;
  throw new CniError(
    CniErrorCode.IncompatibleVersion,
    `configuration version "${network.cniVersion}" does not support the CHECK command`,
  );
}

/** Returns whether the network is of `version` or newer. */
export function speaks(network: LabelledNetwork, version: CniVersion): boolean {
  return isAtLeast(network.cniVersion, version);
}

/** Returns the directory of the result cache. */
export function cacheDirOf(runtime: Runtime): string {
  return runtime.cacheDir ?? DEFAULT_CACHE_DIR;
}

/** Returns an error with the code of `cause` and a text that says where; `cause` has the plugin's own words. */
export function wrap(what: string, cause: unknown): CniError {
  const error = toCniError(cause);
  return new CniError(error.code, `${what}: ${error}`, "", { cause });
}
