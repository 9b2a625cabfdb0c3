import { dirname, join } from "node:path";
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

  private constructor(readonly folder: string) {
    this.#lock = Deno.openSync(this.path("lock"), { write: true, create: true });
    this.#lock.lockSync(true);
  }

  /**
   * Makes an empty folder under TMPDIR, and removes those whose owner is dead.
   * @throws {KernelError} when nothing can be made there.
   */
  static create(): Exchange {
    const parent = temporaryFolder();
    try {
      removeAbandoned(parent);
      return new Exchange(Deno.makeTempDirSync({ dir: parent, prefix }));
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

/** TMPDIR, unless it lies where the guest has file systems of its own before its first process. */
function temporaryFolder(): string {
  const folder = Deno.env.get("TMPDIR") || "/tmp";
  return /^\/(dev|proc|sys)(\/|$)/.test(folder) ? "/tmp" : folder;
}

/** Removes the folders that no living process holds the lock of. */
function removeAbandoned(parent: string): void {
  for (const folder of exchangeFolders(parent)) {
    // A folder made this very moment has no lock yet: flock then fails, and leaves it alone.
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
