/** The operations of a runtime on a single plugin, as callers use them that have no list. */

import type { Result } from "../result.ts";
import { removeCache } from "./cache.ts";
import type { Network } from "./network_list.ts";
import type { AttachmentRequest, Runtime } from "./runtime.ts";
import {
  add,
  cacheDirOf,
  call,
  recall,
  recallForDel,
  refuseCheckBefore040,
  remember,
} from "./steps.ts";

/** ADD of a single plugin, its error unlabelled. Otherwise as `addNetworkList`. */
export async function addNetwork(
  runtime: Runtime,
  network: Network,
  attachment: AttachmentRequest,
): Promise<Result> {
  const result = await add(runtime, network, network.plugin, attachment, undefined);
  return remember(runtime, network, attachment, result);
}

/** DEL of a single plugin, its error unlabelled. Otherwise as `delNetworkList`. */
export async function delNetwork(
  runtime: Runtime,
  network: Network,
  attachment: AttachmentRequest,
): Promise<void> {
  const prevResult = recallForDel(runtime, network, attachment);
  await call(runtime, "DEL", network, network.plugin, attachment, prevResult);
  removeCache(cacheDirOf(runtime), network.name, attachment);
}

/** CHECK of a single plugin, its error unlabelled. Otherwise as `checkNetworkList`. */
export async function checkNetwork(
  runtime: Runtime,
  network: Network,
  attachment: AttachmentRequest,
): Promise<void> {
  refuseCheckBefore040(network);
  const prevResult = recall(runtime, network, attachment);
  await call(runtime, "CHECK", network, network.plugin, attachment, prevResult);
}
