/** Installing, bringing back and removing the program on a node. */

import { removeIfPresent } from "../../cni/mod.ts";
import { askStatus, askVersions } from "./ask.ts";

import { STATE_DIR } from "../state_dir.ts";
import { livingAttachments } from "./attachments.ts";
import { InstallError } from "./errors.ts";
import {
  exchange,
  isFolder,
  isOurs,
  isPresent,
  isSame,
  lock,
  type Places,
  placesOf,
  putInPlace,
  removeAll,
  writeNext,
} from "./files.ts";
import { inNodeRoot, type SyncWork } from "./node_root.ts";

/** Where something is to be done, and under which names. */
export interface Target {
  /** The node's root folder as this process sees it; without it this process is on the node. */
  nodeRoot: string | undefined;
  /** The folder that the container runtime takes plugins from: an absolute path on the node. */
  cniBinDir: string;
  /** Types under which configurations name the plugin. */
  names: readonly string[];
  /** Also what would do harm: replace or remove foreign files, remove while pods need it. */
  force: boolean;
}

/** One program that was dealt with. */
export interface Placed {
  /** Its path on the node. */
  path: string;
  /** False when it was there already. */
  changed: boolean;
  /** The versions of CNI that it speaks. */
  versions: string[];
}

/**
 * Copies the program `source` into the node's folder under each of the names. All take their places, each
 * in one step, when they have answered on the node; those of before are kept.
 * @throws {InstallError} when it does not run on the node, or a foreign file has its name.
 */
export async function install(source: string, target: Target): Promise<Placed[]> {
  const all = placesFor(target);
  using program = Deno.openSync(source);
  using _lock = onNode(target, () => lock(folderOf(target)));
  onNode(target, () => {
    for (const places of all) {
      refuseForeign(places, target, "take another name with --as, or replace it with --force");
    }
  });
  try {
    const placed: Placed[] = [];
    for (const places of all) {
      const changed = onNode(target, () => writeUnlessSame(program, places));
      const path = changed ? places.next : places.program;
      const versions = await askVersions(target.nodeRoot, path);
      placed.push({ path: places.program, changed, versions });
    }
    onNode(target, () => all.filter((_, i) => placed[i]?.changed).forEach(putInPlace));
    return placed;
  } finally {
    onNode(target, () => all.forEach(({ next }) => removeIfPresent(next)));
  }
}

/** Returns whether there is a next program now. */
function writeUnlessSame(source: Deno.FsFile, places: Places): boolean {
  if (isSame(source, places.program)) return false;
  writeNext(source, places);
  return true;
}

/**
 * Puts the programs that were there before back in their places, and keeps the present ones in turn.
 * @throws {InstallError} when there is none, or it does not run.
 */
export async function rollBack(target: Target): Promise<Placed[]> {
  using _lock = onNode(target, () => lock(folderOf(target)));
  const all = placesFor(target);
  const placed: Placed[] = [];
  for (const { program, previous } of all) {
    if (!onNode(target, () => isPresent(previous))) {
      throw new InstallError(
        `nothing was kept from before ${program}`,
        "install the version that you want",
      );
    }
    const versions = await askVersions(target.nodeRoot, previous);
    placed.push({ path: program, changed: true, versions });
  }
  onNode(target, () => all.forEach(exchange));
  return placed;
}

/**
 * Removes the program. Returns the paths of what was there.
 * @throws {InstallError} while pods need it, whose removal would fail for ever, or where a foreign file has its name.
 */
export function uninstall(target: Target, stateDir: string = STATE_DIR): string[] {
  const all = placesFor(target);
  return onNode(target, () => {
    using _lock = lock(folderOf(target));
    const present = all.filter(({ program }) => isPresent(program));
    for (const places of present) {
      refuseForeign(places, target, "remove it by hand, or with --force");
    }
    if (present.length > 0 && !target.force) refuseNeeded(stateDir);
    all.forEach(removeAll);
    return present.map(({ program }) => program);
  });
}

function placesFor(target: Target): Places[] {
  return [...new Set(target.names)].map((name) => placesOf(folderOf(target), name));
}

function folderOf({ cniBinDir }: Target): string {
  return cniBinDir.replace(/(?<=.)\/+$/, "");
}

/** Does `work` among the node's files. What the system refuses becomes an InstallError. */
function onNode<T>({ nodeRoot }: Target, work: SyncWork<T>): T {
  try {
    return inNodeRoot(nodeRoot, work);
  } catch (cause) {
    if (cause instanceof InstallError || !isRefusal(cause)) throw cause;
    throw new InstallError(
      cause.message,
      "see to it that this user may write there, root on a node, and that nothing is read-only",
      { cause },
    );
  }
}

/** Whether the system refused something, or records cannot be read; all else is a defect. */
function isRefusal(cause: unknown): cause is Error {
  return cause instanceof Error && "code" in cause;
}

/** Whether each of the programs is there; which version, is not looked at. */
export function isInstalled(target: Target): boolean {
  const all = placesFor(target);
  return onNode(target, () => all.every(({ program }) => isPresent(program)));
}

/** Throws InstallError unless each of the programs could serve an ADD now. */
export async function requireReady(target: Target): Promise<void> {
  for (const { program } of placesFor(target)) await askStatus(target.nodeRoot, program);
}

function refuseForeign({ program }: Places, { force }: Target, remedy: string): void {
  if (isFolder(program)) {
    throw new InstallError(`${program} is a folder`, "take another name with --as");
  }
  if (force || !isPresent(program) || isOurs(program)) return;
  throw new InstallError(`${program} is not this program, but another's`, remedy);
}

function refuseNeeded(stateDir: string): void {
  const needed = livingAttachments(stateDir);
  if (needed.length === 0) return;
  throw new InstallError(
    `pods on this node have bonds, and could not be deleted any more: ${needed.join("; ")}`,
    "drain the node first, or remove the program all the same with --force",
  );
}
