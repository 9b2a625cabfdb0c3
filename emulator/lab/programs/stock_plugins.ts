/** Which stock plugins there are, and what they can. */

import { join } from "node:path";
import { findPlugin } from "../../../cni/mod.ts";
import { newestSet } from "../newest/mod.ts";

/** Where stock plugins usually are. */
const USUAL_FOLDERS: readonly string[] = ["/opt/cni/bin", "/usr/lib/cni"];
/** Debian's package of them, and where that puts them, below its root. */
const PACKAGE = "containernetworking-plugins";
const PACKAGE_FOLDER = "usr/lib/cni";
/** A plugin that every set has. */
const COMMON = "host-local";

/** Returns the folders with stock plugins: first the newest, where the user had them fetched. */
export function usualCniPath(): string[] {
  const newest = newestSet();
  return [...(newest ? [join(newest.root, PACKAGE_FOLDER)] : []), ...USUAL_FOLDERS];
}

/** A folder of stock plugins. */
export interface PluginSet {
  folder: string;
  /** Of the package, where it is one; else what the plugins call themselves. */
  version: string;
  /** Of CNI, oldest first. */
  cniVersions: readonly string[];
}

/** Returns the sets in these folders, in their order. */
export function pluginSets(folders: readonly string[]): PluginSet[] {
  return folders.flatMap((folder) => {
    const path = pluginAt(folder);
    if (path === undefined) return [];
    return [{ folder, version: versionOf(folder, path), cniVersions: cniVersionsOf(path) }];
  });
}

const known = new Map<string, readonly string[]>();

/** Returns the versions of CNI that the plugin at `path` speaks, none where it does not answer. */
export function cniVersionsOf(path: string): readonly string[] {
  const versions = known.get(path) ?? askForVersions(path);
  known.set(path, versions);
  return versions;
}

function askForVersions(path: string): string[] {
  try {
    const { supportedVersions } = JSON.parse(said(path, { CNI_COMMAND: "VERSION" }));
    return Array.isArray(supportedVersions) ? supportedVersions.map(String) : [];
  } catch {
    return [];
  }
}

function pluginAt(folder: string): string | undefined {
  try {
    return findPlugin(COMMON, [folder]);
  } catch {
    return undefined;
  }
}

function versionOf(folder: string, plugin: string): string {
  const newest = newestSet();
  if (newest && folder === join(newest.root, PACKAGE_FOLDER)) {
    const fetched = newest.packages.find(({ name }) => name === PACKAGE);
    if (fetched) return fetched.version;
  }
  if (folder === `/${PACKAGE_FOLDER}`) {
    const installed = said("dpkg-query", {}, "--show", "--showformat=${Version}", PACKAGE);
    if (installed !== "") return installed;
  }
  return /version (\S+)|\b(v\d\S*)/.exec(said(plugin, {}))?.[0] ?? "of unknown version";
}

/** What a program says on stdout, or else on stderr; "" where it cannot be run. */
function said(program: string, env: Record<string, string>, ...args: string[]): string {
  try {
    const output = new Deno.Command(program, { args, env, stdin: "null" }).outputSync();
    const [stdout = "", stderr = ""] = [output.stdout, output.stderr]
      .map((bytes) => new TextDecoder().decode(bytes).trim());
    return stdout || (output.success ? stderr : "");
  } catch {
    return "";
  }
}
