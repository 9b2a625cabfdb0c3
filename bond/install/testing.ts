/** For tests: programs that answer as a plugin does, and folders for them. */

import type { Target } from "./install.ts";

/** A program of this project, of a version of its own. */
export function programText(version: string): string {
  return `#!/bin/sh
# bond ${version}: CNI plugin for bonded links
case "$CNI_COMMAND" in
VERSION) echo '{"cniVersion":"1.1.0","supportedVersions":["1.0.0","1.1.0"]}' ;;
STATUS) ;;
*) echo ${version} ;;
esac
`;
}

/** Another vendor's program. */
export const foreignText =
  `#!/bin/sh\necho '{"cniVersion":"1.0.0","supportedVersions":["1.0.0"]}'\n`;

/** A folder that is removed with all that is in it. */
export class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "bond-install-" });

  /** Writes a program, and returns its path. */
  program(name: string, text: string): string {
    const path = `${this.path}/${name}`;
    Deno.writeTextFileSync(path, text);
    Deno.chmodSync(path, 0o755);
    return path;
  }

  text(name: string): string {
    return Deno.readTextFileSync(`${this.path}/${name}`);
  }

  names(): string[] {
    return Array.from(Deno.readDirSync(this.path), ({ name }) => name).sort();
  }

  target(changes: Partial<Target> = {}): Target {
    return { nodeRoot: undefined, cniBinDir: this.path, names: ["bond"], force: false, ...changes };
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
