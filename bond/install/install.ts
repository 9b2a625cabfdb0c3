/** Installing, bringing back and removing the program on a node. */

import { askStatus, askVersions } from "./ask.ts";

import { STATE_DIR } from "../state_dir.ts";
import { livingAttachments } from "./attachments.ts";
import { InstallError } from "./errors.ts";
import {
  exchange,
  isOurs,
  isPresent,
  isSame,
  lock,
  type Places,
  placesOf,
  putInPlace,
  removeAll,
  removeIfPresent,
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
 * Copies the program `source` into the node's folder under each of the names. Each takes its place when it
 * has answered on the node, in one step; the one before is kept.
 * @throws {InstallError} when it does not run on the node, or a foreign file has its name.
 */
export async function install(source: string, target: Target): Promise<Placed[]> {
  const { nodeRoot } = target;
  const onNode = <T>(work: SyncWork<T>) => inNodeRoot(nodeRoot, work);
  using program = Deno.openSync(source);
  const all = placesFor(target);
  using _lock = onNode(() => lock(target.cniBinDir));
  const placed: Placed[] = [];
  for (const places of all) {
    const changed = onNode(() => {
      refuseForeign(places, target);
      removeIfPresent(places.next);
      if (isSame(program, places.program)) return false;
      writeNext(program, places);
      return true;
    });
    try {
      const versions = await askVersions(nodeRoot, changed ? places.next : places.program);
      if (changed) onNode(() => putInPlace(places));
      placed.push({ path: places.program, changed, versions });
    } finally {
      onNode(() => removeIfPresent(places.next));
    }
  }
  return placed;
}

/**
 * Puts the program that was there before back in its place, and keeps the present one in turn.
 * @throws {InstallError} when there is none, or it does not run.
 */
export async function rollBack(target: Target): Promise<Placed[]> {
  const { nodeRoot } = target;
  using _lock = inNodeRoot(nodeRoot, () => lock(target.cniBinDir));
  const placed: Placed[] = [];
  for (const places of placesFor(target)) {
    const { program, previous } = places;
    if (!inNodeRoot(nodeRoot, () => isPresent(previous))) {
      throw new InstallError(
        `nothing was kept from before ${program}`,
        "install the version that you want",
      );
    }
    const versions = await askVersions(nodeRoot, previous);
    inNodeRoot(nodeRoot, () => exchange(places));
    placed.push({ path: program, changed: true, versions });
  }
  return placed;
}

/**
 * Removes the program. Returns the paths of what was there.
 * @throws {InstallError} while pods need it, whose removal would fail for ever, or where a foreign file has its name.
 */
export function uninstall(target: Target, stateDir: string = STATE_DIR): string[] {
  const all = placesFor(target);
  return inNodeRoot(target.nodeRoot, () => {
    using _lock = lock(target.cniBinDir);
    const present = all.filter(({ program }) => isPresent(program));
    for (const places of present) refuseForeign(places, target);
    if (present.length > 0 && !target.force) refuseNeeded(stateDir);
    all.forEach(removeAll);
    return present.map(({ program }) => program);
  });
}

function placesFor({ cniBinDir, names }: Target): Places[] {
  return names.map((name) => placesOf(cniBinDir, name));
}

/** Whether each of the programs is there; which version, is not looked at. */
export function isInstalled(target: Target): boolean {
  const all = placesFor(target);
  return inNodeRoot(target.nodeRoot, () => all.every(({ program }) => isPresent(program)));
}

/** Throws InstallError unless each of the programs could serve an ADD now. */
export async function requireReady({ nodeRoot, cniBinDir, names }: Target): Promise<void> {
  for (const name of names) await askStatus(nodeRoot, placesOf(cniBinDir, name).program);
}

function refuseForeign({ program }: Places, { force }: Target): void {
  if (force || !isPresent(program) || isOurs(program)) return;
  throw new InstallError(
    `${program} is not this program, but another's`,
    "take another name with --as, or have it replaced with --force: it is kept for --rollback",
  );
}

function refuseNeeded(stateDir: string): void {
  const needed = livingAttachments(stateDir);
  if (needed.length === 0) return;
  throw new InstallError(
    `pods on this node have bonds, and could not be deleted any more: ${needed.join("; ")}`,
    "drain the node first, or remove the program all the same with --force",
  );
}
