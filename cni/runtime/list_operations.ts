/** The operations of a runtime on a network list: each a sequence of calls, in libcni's order. */

import { CniError, CniErrorCode } from "../errors.ts";
import type { Attachment } from "../invocation.ts";
import type { Result } from "../result.ts";
import { listCache, removeCache } from "./cache.ts";
import { pluginVersions } from "./call.ts";
import type { NetworkList, PluginConfig } from "./network_list.ts";
import type { AttachmentRequest, Runtime } from "./runtime.ts";
import {
  add,
  cacheDirOf,
  call,
  recall,
  recallForDel,
  refuseCheckBefore040,
  remember,
  speaks,
  wrap,
} from "./steps.ts";

/**
 * Runs ADD of each plugin in order, each given the result of the one before, remembers the result
 * and returns it. Stops at the first error and takes nothing back: DEL does that. Throws CniError
 * with the plugin's code.
 */
export async function addNetworkList(
  runtime: Runtime,
  list: NetworkList,
  attachment: AttachmentRequest,
): Promise<Result> {
  let result: Result | undefined;
  for (const plugin of list.plugins) {
    result = await labelled(plugin, "add", () => add(runtime, list, plugin, attachment, result));
  }
  return remember(runtime, list, attachment, result);
}

/**
 * Runs DEL of each plugin in reverse order, each given the remembered result, then forgets it.
 * Stops at the first error, and remembers on. A result that cannot be read is forgotten at once.
 */
export async function delNetworkList(
  runtime: Runtime,
  list: NetworkList,
  attachment: AttachmentRequest,
): Promise<void> {
  const prevResult = recallForDel(runtime, list, attachment);
  for (const plugin of list.plugins.toReversed()) {
    await labelled(
      plugin,
      "delete",
      () => call(runtime, "DEL", list, plugin, attachment, prevResult),
    );
  }
  removeCache(cacheDirOf(runtime), list.name, attachment);
}

/** Runs CHECK of each plugin in order, each given the remembered result. Throws the first error as it is. */
export async function checkNetworkList(
  runtime: Runtime,
  list: NetworkList,
  attachment: AttachmentRequest,
): Promise<void> {
  refuseCheckBefore040(list);
  if (list.disableCheck) return;
  const prevResult = recall(runtime, list, attachment);
  for (const plugin of list.plugins) {
    await call(runtime, "CHECK", list, plugin, attachment, prevResult);
  }
}

/**
 * Detaches every remembered attachment of the network that is not among `validAttachments`, then,
 * from 1.1.0 on, runs GC of each plugin in order. Without `validAttachments`, all remembered
 * attachments go, and plugins are not told which are valid. Goes on after errors: throws them
 * together as AggregateError.
 */
export async function gcNetworkList(
  runtime: Runtime,
  list: NetworkList,
  validAttachments?: readonly Attachment[] | null,
): Promise<void> {
  if (list.disableGc) return;
  const errors: CniError[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      errors.push(wrap(`failed to ${what}`, error));
    }
  };
  const isValid = ({ containerId, ifname }: Attachment) =>
    validAttachments?.some((valid) => valid.containerId === containerId && valid.ifname === ifname);
  for (const stale of listCache(cacheDirOf(runtime), list.name)) {
    if (isValid(stale)) continue;
    await attempt(
      `delete stale attachment ${stale.containerId} ${stale.ifname}`,
      () => delNetworkList(runtime, list, stale),
    );
  }
  if (speaks(list, "1.1.0")) {
    const attachments = validAttachments?.map(({ containerId, ifname }) => ({
      containerID: containerId,
      ifname,
    })) ?? null;
    for (const plugin of list.plugins) {
      // Early runtimes used the second key by mistake, and plugins came to read it.
      const config = validAttachments !== undefined
        ? {
          ...plugin,
          "cni.dev/valid-attachments": attachments,
          "cni.dev/attachments": attachments,
        }
        : plugin;
      await attempt(`GC plugin ${plugin.type}`, () => call(runtime, "GC", list, config));
    }
  }
  if (errors.length > 0) {
    throw new AggregateError(errors, errors.map((error) => String(error)).join("\n"));
  }
}

/** Runs STATUS of each plugin in order, from 1.1.0 on. Throws the first error as it is. */
export async function statusNetworkList(runtime: Runtime, list: NetworkList): Promise<void> {
  if (!speaks(list, "1.1.0")) return;
  for (const plugin of list.plugins) await call(runtime, "STATUS", list, plugin);
}

/**
 * Asks every plugin for its versions, and returns the capabilities that the list's plugins declare.
 * Throws CniError of code 1 when one does not support the list's version.
 */
export async function validateNetworkList(runtime: Runtime, list: NetworkList): Promise<string[]> {
  for (const { type } of list.plugins) {
    const versions = await pluginVersions(runtime, type);
    if (!versions.includes(list.cniVersion)) {
      throw new CniError(
        CniErrorCode.IncompatibleVersion,
        `plugin ${type} does not support config version "${list.cniVersion}"`,
        `it supports ${versions.join(", ")}`,
      );
    }
  }
  const declared = list.plugins.flatMap((plugin) =>
    Object.entries(plugin["capabilities"] ?? {}).filter(([, flag]) => flag === true)
      .map(([name]) => name)
  );
  return [...new Set(declared)].sort();
}

/** The label has the plugin's own name, which lists seldom give it, and not the list's. */
async function labelled<T>(
  plugin: PluginConfig,
  verb: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const name = plugin["name"] ? ` name="${plugin["name"]}"` : "";
    throw wrap(`plugin type="${plugin.type}"${name} failed (${verb})`, error);
  }
}
