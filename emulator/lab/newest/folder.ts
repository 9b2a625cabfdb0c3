/** Where the newest kernel and plugins lie that a user had fetched for the lab. */

import { join } from "node:path";

/** A Debian package as it was unpacked. */
export interface FetchedPackage {
  name: string;
  version: string;
  /** Of the package's file, in hexadecimal. */
  sha256: string;
}

/** Packages unpacked into a folder as if that were the root of a machine. */
export interface NewestSet {
  root: string;
  packages: readonly FetchedPackage[];
}

/** The file in a set that says what it is made of; it is written last. */
export const CONTENTS_FILE = "contents.json";

/** The link in {@linkcode dataFolder} that names the set in use. */
export const NEWEST_LINK = "newest";

/** Returns the folder of the user's data for this program, as the XDG base directories have it. */
export function dataFolder(): string {
  const home = Deno.env.get("HOME") || "/";
  const data = Deno.env.get("XDG_DATA_HOME");
  // "All paths must be absolute. If an implementation encounters a relative path it should ignore it."
  return join(data?.startsWith("/") ? data : join(home, ".local/share"), "bond");
}

/** Returns the set that was fetched, the one in use; undefined where none was. */
export function newestSet(): NewestSet | undefined {
  try {
    const folder = Deno.realPathSync(join(dataFolder(), NEWEST_LINK));
    const packages = JSON.parse(Deno.readTextFileSync(join(folder, CONTENTS_FILE)));
    return { root: join(folder, "root"), packages };
  } catch {
    return undefined;
  }
}
