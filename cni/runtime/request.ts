/** What one plugin of a network is given: its configuration and its variables. */

import type { Command } from "../invocation.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { renderResult } from "../result_render.ts";
import type { Result } from "../result.ts";
import type { PluginConfig } from "./network_list.ts";
import type { AttachmentRequest } from "./runtime.ts";

/** The network that a plugin runs for: it replaces the plugin's own name and version. */
export interface NetworkLabel {
  /** Name of the network. */
  name: string;
  /** Version of its configuration. */
  cniVersion: string;
}

/**
 * Returns the configuration for one plugin: its own object with the network's name and version, the
 * result of the plugin before it, and in `runtimeConfig` the values of the capabilities that it
 * declares. Everything else of it goes through untouched.
 */
export function buildConfig(
  network: NetworkLabel,
  plugin: PluginConfig,
  options: { prevResult?: Result | undefined; capabilityArgs?: JsonObject | undefined } = {},
): JsonObject {
  const { prevResult, capabilityArgs = {} } = options;
  const declared = isJsonObject(plugin["capabilities"]) ? plugin["capabilities"] : {};
  const supplied = Object.entries(capabilityArgs).filter(([name]) => declared[name] === true);
  return {
    ...plugin,
    name: network.name,
    cniVersion: network.cniVersion,
    ...(prevResult ? { prevResult: renderResult(prevResult, network.cniVersion) } : {}),
    ...(supplied.length > 0 ? { runtimeConfig: Object.fromEntries(supplied) } : {}),
  };
}

/**
 * Returns the variables for a plugin: `inherited` with the six of the protocol, which replace what
 * was there. GC and STATUS, which are about no attachment, get empty ones.
 */
export function buildEnvironment(
  inherited: Readonly<Record<string, string>>,
  command: Command,
  path: readonly string[],
  attachment?: AttachmentRequest,
): Record<string, string> {
  return {
    ...inherited,
    CNI_COMMAND: command,
    CNI_CONTAINERID: attachment?.containerId ?? "",
    CNI_NETNS: attachment?.netns ?? "",
    CNI_ARGS: (attachment?.args ?? []).map(([key, value]) => `${key}=${value}`).join(";"),
    CNI_IFNAME: attachment?.ifname ?? "",
    CNI_PATH: path.join(":"),
  };
}
