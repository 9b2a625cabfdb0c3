/** Errors of IPAM plugins, told so that one knows whose they are and what to do. */

import { CniError, CniErrorCode } from "./errors.ts";
import { execPlugin } from "./exec.ts";
import type { Invocation, PluginCommand } from "./invocation.ts";
import { parseJson } from "./json.ts";
import { supportedVersions } from "./supported_versions.ts";
import { CNI_VERSIONS } from "./version.ts";

/** Commands that a plugin from before them answers with whatever else it finds amiss. */
const YOUNG_COMMANDS: readonly PluginCommand[] = ["GC", "STATUS"];

/** How long the plugin that has just failed may take to say its versions, in milliseconds. */
const VERSION_MS = 5_000;

/**
 * Returns the error that `command` of the IPAM plugin at `path` ended with, its name in front and its
 * code kept; where the plugin does not speak the version of the configuration, with the version that
 * would do.
 */
export async function ipamError(
  error: CniError,
  { config, environment }: Invocation,
  { command, path }: { command: PluginCommand; path: string },
): Promise<CniError> {
  const type = config.ipam?.type ?? "";
  const suspect = error.code === CniErrorCode.IncompatibleVersion ||
    YOUNG_COMMANDS.includes(command);
  const versions = suspect ? await versionsOf(path, environment) : [];
  const common = CNI_VERSIONS.filter((version) => versions.includes(version)).at(-1);
  const advice = versions.length === 0 || versions.includes(config.cniVersion)
    ? ""
    : `${type} speaks CNI ${
      versions.join(", ")
    } and the configuration is of ${config.cniVersion}: ` +
      (common === undefined ? "" : `set cniVersion to "${common}", or `) +
      `install a newer ${type}`;
  const details = [error.details, advice].filter((text) => text !== "").join("; ");
  return new CniError(error.code, `${type} says: ${error.message}`, details, { cause: error });
}

/** None where the plugin does not say. */
async function versionsOf(
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  try {
    const { stdout } = await execPlugin({
      path,
      stdin: new TextEncoder().encode('{"cniVersion":"1.0.0"}'),
      environment: { ...environment, CNI_COMMAND: "VERSION" },
      signal: AbortSignal.timeout(VERSION_MS),
    });
    return supportedVersions(parseJson(stdout));
  } catch {
    return [];
  }
}
