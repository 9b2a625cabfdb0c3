/** libcni's memory of results, where Multus corrects it. */

import {
  type Attachment,
  exists,
  listCache,
  removeCache,
  renderResult,
  type Result,
  writeCache,
} from "../../../cni/mod.ts";
import type { Delegate } from "../../input/model.ts";

/** Returns the attachments of all networks whose results are remembered; undefined where none ever were. */
export function rememberedAttachments(cacheDir: string): Attachment[] | undefined {
  if (!exists(`${cacheDir}/results`)) return undefined;
  return listCache(cacheDir).map(({ containerId, ifname }) => ({ containerId, ifname }));
}

/** Forgets the results of a network for a container. */
export function forgetResults(cacheDir: string, cniName: string, containerId: string): void {
  for (const entry of listCache(cacheDir, cniName)) {
    if (entry.containerId !== containerId) continue;
    removeCache(cacheDir, cniName, entry);
  }
}

/** Has DEL and CHECK of a delegate meet `result` in the place of what its plugin returned. */
export function replaceCachedResult(
  cacheDir: string,
  { cniName, ifname, config }: Delegate,
  containerId: string,
  result: Result,
): void {
  const cached = listCache(cacheDir, cniName)
    .find((entry) => entry.containerId === containerId && entry.ifname === ifname);
  if (!cached) return;
  const version = typeof config["cniVersion"] === "string" ? config["cniVersion"] : "";
  writeCache(cacheDir, { ...cached, result: renderResult(result, version) });
}
