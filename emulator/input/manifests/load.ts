/** Reading manifests from files: the only part that does. */

import { processHost } from "../../../cni/mod.ts";
import type { Finding } from "../model.ts";
import { reasonOf } from "../words/mod.ts";
import { MAX_OCTETS } from "./limits.ts";
import { emptyManifests, type ManifestFile, readManifests } from "./read.ts";
import type { ManifestCode, Manifests } from "./types.ts";

const MANIFEST_NAME = /\.(ya?ml|json)$/;
const CONF_NAME = /\.(conf|json|conflist)$/;

/**
 * Returns what the files at `paths` say: a file by itself, a folder's .yaml, .yml and .json files in
 * lexical order without those of its subfolders, "-" for standard input. Does not throw: what cannot
 * be read is among the findings.
 */
export function loadManifests(paths: readonly string[]): Manifests {
  const { files, findings } = readAll(paths, MANIFEST_NAME, "manifests (.yaml, .yml, .json)");
  const manifests = files.length > 0 ? readManifests(files) : emptyManifests();
  manifests.findings.unshift(...findings);
  return manifests;
}

/** Returns the CNI configurations (.conf, .json, .conflist) of `directory` in lexical order. */
export function loadConfDir(
  directory: string,
): { files: ManifestFile[]; findings: Finding<ManifestCode>[] } {
  return readAll([directory], CONF_NAME, "CNI configurations (.conf, .json, .conflist)");
}

function readAll(paths: readonly string[], pattern: RegExp, what: string) {
  const files: ManifestFile[] = [];
  const findings: Finding<ManifestCode>[] = [];
  let octets = 0;
  const attempt = (path: string, work: () => void) => {
    try {
      work();
    } catch (error) {
      const reason = reasonOf(error);
      findings.push(unreadable(path, `${path} cannot be read: ${reason}`, "check the path"));
    }
  };
  for (const path of paths) {
    attempt(path, () => {
      const found = filesAt(path, pattern);
      if (found.length === 0) {
        findings.push(
          unreadable(path, `${path} holds no ${what}`, "name another folder or file"),
        );
      }
      for (const file of found) {
        attempt(file, () => {
          octets += file === "-" ? 0 : Deno.statSync(file).size;
          if (octets > MAX_OCTETS) {
            throw new Error(`these are more than ${MAX_OCTETS / (1 << 20)} MiB of files`);
          }
          files.push(read(file));
        });
      }
    });
  }
  return { files, findings };
}

/** Returns the file at `path`, or those of that folder; "-" for standard input. */
function filesAt(path: string, pattern: RegExp): string[] {
  if (path === "-" || !Deno.statSync(path).isDirectory) return [path];
  const folder = path.replace(/(?<=.)\/+$/, "");
  return [...Deno.readDirSync(folder)]
    .filter(({ isDirectory, name }) => !isDirectory && pattern.test(name))
    .map(({ name }) => `${folder}/${name}`)
    .sort();
}

function read(path: string): ManifestFile {
  if (path === "-") {
    const text = new TextDecoder().decode(processHost().readStdin());
    return { file: "standard input", text };
  }
  return { file: path, text: Deno.readTextFileSync(path) };
}

function unreadable(path: string, message: string, hint: string): Finding<ManifestCode> {
  return { code: "file-unreadable", message, path, hint };
}
