import { join } from "node:path";

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

  /** Makes an empty folder under TMPDIR, and removes those whose owner is dead. */
  static create(): Exchange {
    const parent = temporaryFolder();
    removeAbandoned(parent);
    return new Exchange(Deno.makeTempDirSync({ dir: parent, prefix }));
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
  for (const entry of Deno.readDirSync(parent)) {
    if (!entry.isDirectory || !entry.name.startsWith(prefix)) continue;
    const folder = join(parent, entry.name);
    // A folder made this very moment has no lock yet: flock then fails, and leaves it alone.
    new Deno.Command("flock", {
      args: ["--nonblock", "--no-fork", join(folder, "lock"), "rm", "-rf", folder],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
  }
}
