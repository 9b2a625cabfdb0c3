import { dirname, join } from "node:path";
import { exists } from "../../../cni/mod.ts";
import { reasonOf } from "../../input/words/mod.ts";
import { KernelError } from "./kernel.ts";
import { withUsualPath } from "./process.ts";

/**
 * The one folder that carries input, output and exit status between the machine and a guest:
 * readable by its owner only, and gone when it is disposed of.
 *
 * Its file `lock` is locked while it is in use, so that what a killed process left behind can be
 * told from what another process is using.
 */
export class Exchange implements Disposable {
  readonly #lock: Deno.FsFile;

  private constructor(readonly folder: string, lock: Deno.FsFile) {
    this.#lock = lock;
  }

  /**
   * Makes an empty folder under TMPDIR, and removes those whose owner is dead.
   * @throws {KernelError} when nothing can be made there.
   */
  static create(): Exchange {
    const parent = temporaryFolder();
    try {
      removeAbandoned(parent);
      for (;;) {
        const folder = Deno.makeTempDirSync({ dir: parent, prefix });
        const lock = lockOf(folder);
        if (lock) return new Exchange(folder, lock);
      }
    } catch (cause) {
      if (!(cause instanceof Error)) throw cause;
      const problem = `no folder can be made in ${parent}: ${reasonOf(cause)}`;
      throw new KernelError(`${problem}; set TMPDIR to one that can be written to`, { cause });
    }
  }

  /** The path of a file in the folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** The text of a file in the folder, "" when it is absent. */
  read(name: string): string {
    try {
      return Deno.readTextFileSync(this.path(name));
    } catch {
      return "";
    }
  }

  /** The texts of that file in the folders of other guests; those of other users are not seen. */
  readOthers(name: string): string[] {
    return exchangeFolders(dirname(this.folder))
      .filter((folder) => folder !== this.folder)
      .flatMap((folder) => {
        try {
          return [Deno.readTextFileSync(join(folder, name))];
        } catch {
          return [];
        }
      });
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
    this.#lock.close();
  }
}

const prefix = "bond-guest-";

/**
 * Takes the lock of a new folder. Undefined when another process was quicker, which took the folder for one
 * whose owner is dead: whoever removes a folder has its lock.
 */
function lockOf(folder: string): Deno.FsFile | undefined {
  const path = join(folder, "lock");
  try {
    const lock = Deno.openSync(path, { write: true, create: true });
    lock.lockSync(true);
    if (exists(path)) return lock;
    lock.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return undefined;
}

/** TMPDIR, unless it lies where the guest has file systems of its own before its first process. */
function temporaryFolder(): string {
  const folder = Deno.env.get("TMPDIR") || "/tmp";
  return /^\/(dev|proc|sys)(\/|$)/.test(folder) ? "/tmp" : folder;
}

/** Removes the folders that no living process holds the lock of. */
function removeAbandoned(parent: string): void {
  for (const folder of exchangeFolders(parent)) {
    new Deno.Command("flock", {
      args: ["--nonblock", "--no-fork", join(folder, "lock"), "rm", "-rf", folder],
      cwd: "/",
      env: withUsualPath(Deno.env.toObject()),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
  }
}

function exchangeFolders(parent: string): string[] {
  return [...Deno.readDirSync(parent)]
    .filter(({ isDirectory, name }) => isDirectory && name.startsWith(prefix))
    .map(({ name }) => join(parent, name));
}
