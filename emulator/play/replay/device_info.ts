/**
 * What the device plugin says about a device, on its way to the network status: Device Information
 * Specification 1.1.0.
 */

import { isJsonObject, type JsonObject, parseJson, removeIfPresent } from "../../../cni/mod.ts";
import type { Delegate } from "../../input/model.ts";

/** Of the specification, as the SR-IOV device plugin writes it. */
const VERSION = "1.1.0";

/** Keeps for the plugin what the device plugin has said of the delegate's device, if it has one. */
export function saveDeviceInfo(delegate: Delegate): void {
  const path = pathOf(delegate);
  const { deviceId, resourceName } = delegate;
  if (path === undefined || deviceId === undefined || resourceName === undefined) return;
  const info = { type: "pci", version: VERSION, pci: { "pci-address": deviceId } };
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  Deno.writeTextFileSync(path, JSON.stringify(info), { mode: 0o444 });
}

/** Returns what is kept, which the plugin may have changed. */
export function loadDeviceInfo(delegate: Delegate): { deviceInfo?: JsonObject } {
  const path = pathOf(delegate);
  if (path === undefined) return {};
  try {
    const deviceInfo = parseJson(Deno.readFileSync(path));
    return isJsonObject(deviceInfo) ? { deviceInfo } : {};
  } catch {
    return {}; // Multus logs it, and does without.
  }
}

/** Forgets it. */
export function removeDeviceInfo(delegate: Delegate): void {
  const path = pathOf(delegate);
  if (path !== undefined) removeIfPresent(path);
}

/** Where plugins are told that it is. */
function pathOf({ runtimeConfig }: Delegate): string | undefined {
  const path = runtimeConfig["CNIDeviceInfoFile"];
  return typeof path === "string" ? path : undefined;
}
