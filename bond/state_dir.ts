/** The folder of all records. */

import { OwnFolder, TrustError } from "../netlink/mod.ts";

/** Where the records are. No configuration and no variable says otherwise: what lies there is acted upon. */
export const STATE_DIR = "/var/lib/cni/bond";

/** Throws unless records can be kept: TrustError, or an error of the file system. */
export function requireStateDir(stateDir: string): void {
  using top = ownFolder(stateDir) ?? makeStateDir(stateDir);
  const trial = top.at(`.trial-${Deno.pid}`);
  Deno.writeTextFileSync(trial, "", { createNew: true, mode: 0o600 });
  Deno.removeSync(trial);
}

/** Returns the state folder, made where it is not there. Throws TrustError, or an error of the file system. */
export function makeStateDir(stateDir: string): OwnFolder {
  // What leads there is everybody's to read, as other plugins' folders are in it.
  Deno.mkdirSync(stateDir.slice(0, stateDir.lastIndexOf("/")), { recursive: true, mode: 0o755 });
  Deno.mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const folder = ownFolder(stateDir);
  if (!folder) throw new TrustError(stateDir, "was removed meanwhile");
  return folder;
}

/** Returns the folder at `path` if it is this user's, root's in service. */
export function ownFolder(path: string): OwnFolder | undefined {
  return OwnFolder.open(path, Deno.uid() ?? 0);
}
