/** Where the newest of Debian lies that a user had fetched. */

import { join } from "node:path";

/** A Debian package as it was unpacked. */
export interface FetchedPackage {
  name: string;
  version: string;
  /** Of the package's file, in hexadecimal. */
  sha256: string;
}

/** Packages unpacked into a folder as if that were the root of a machine. */
interface NewestSet {
  root: string;
  packages: readonly FetchedPackage[];
}

/** Debian packages that are fetched together. */
export interface PackageList {
  names: readonly string[];
  /** Below the folder of the user's data; "" for that itself. */
  folder: string;
}

/** What the lab replays with; libc6 because such a kernel may need a newer one than the machine has. */
export const LAB_PACKAGES: PackageList = {
  names: ["user-mode-linux", "libc6", "containernetworking-plugins"],
  folder: "",
};

/** What tests have call the plugin as the newest kubelets' runtime does. */
export const RUNTIME_PACKAGES: PackageList = { names: ["containerd"], folder: "runtime" };

/** The file in a set that says what it is made of; it is written last. */
export const CONTENTS_FILE = "contents.json";

/** The link in {@linkcode folderOf} that names the set in use. */
export const NEWEST_LINK = "newest";

/** Returns the folder for sets of `list` in the user's data, as the XDG base directories have it. */
export function folderOf(list: PackageList): string {
  const home = Deno.env.get("HOME") || "/";
  const data = Deno.env.get("XDG_DATA_HOME");
  // "All paths must be absolute. If an implementation encounters a relative path it should ignore it."
  return join(data?.startsWith("/") ? data : join(home, ".local/share"), "bond", list.folder);
}

/** Returns the set of `list` that was fetched, the one in use; undefined where none was. */
export function newestSet(list = LAB_PACKAGES): NewestSet | undefined {
  try {
    const folder = Deno.realPathSync(join(folderOf(list), NEWEST_LINK));
    const packages = JSON.parse(Deno.readTextFileSync(join(folder, CONTENTS_FILE)));
    return { root: join(folder, "root"), packages };
  } catch {
    return undefined;
  }
}
