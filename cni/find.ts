/** Where a plugin is. */

import { isFile } from "./files.ts";

/**
 * Returns the path of the plugin `type`: the first regular file of that name in `directories`,
 * symbolic links followed. Throws Error in libcni's words when there is none, or the name is a path.
 */
export function findPlugin(type: string, directories: readonly string[]): string {
  if (type === "") throw new Error("no plugin name provided");
  if (type.includes("/")) throw new Error(`invalid plugin name: ${type}`);
  if (directories.length === 0) throw new Error("no paths provided");
  for (const directory of directories) {
    const path = `${directory}/${type}`;
    if (isFile(path)) return path;
  }
  throw new Error(`failed to find plugin "${type}" in path [${directories.join(" ")}]`);
}
