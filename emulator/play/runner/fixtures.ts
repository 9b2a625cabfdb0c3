/** Folders of manifests as cases of a regression test. */

import { InputError } from "../../input/error.ts";
import { reasonOf } from "../../input/words/mod.ts";

/** A folder with manifests. */
export interface Fixture {
  /** Its path from where the search began; "." for that itself. */
  name: string;
  path: string;
}

const MANIFEST = /\.(ya?ml|json)$/;

/**
 * Returns the folders at and below `path` that have manifests of their own, in lexical order. What
 * lies below such a folder belongs to it. Throws Deno.errors.NotFound.
 */
export function findFixtures(path: string): Fixture[] {
  const root = path.replace(/\/+$/, "") || "/";
  return search(root, "").map((name) => ({
    name: name || (root.split("/").at(-1) ?? root),
    path: name ? `${root}/${name}` : root,
  }));
}

/**
 * Returns those at and below `paths` that have `filter` in their names, each once. Throws InputError when
 * there is none, or a path is no folder.
 */
export function fixturesAt(paths: readonly string[], filter: string): Fixture[] {
  const all = paths.flatMap((path) => {
    try {
      return findFixtures(path);
    } catch (cause) {
      const hint = cause instanceof Deno.errors.NotADirectory
        ? "; name the folder of manifests"
        : "";
      throw new InputError(`${path} cannot be read: ${reasonOf(cause)}${hint}`, { cause });
    }
  });
  if (all.length === 0) {
    throw new InputError(`no manifests (.yaml, .yml, .json) in ${paths.join(", ")}`);
  }
  const fixtures = all.filter(({ name }) => name.includes(filter));
  if (fixtures.length === 0) {
    throw new InputError(`--filter: none of the ${all.length} folders has ${filter} in its name`);
  }
  return [...new Map(fixtures.map((fixture) => [fixture.path, fixture])).values()];
}

function search(root: string, name: string): string[] {
  const entries = [...Deno.readDirSync(name ? `${root}/${name}` : root)]
    .sort((one, other) => one.name < other.name ? -1 : 1);
  if (entries.some((entry) => entry.isFile && MANIFEST.test(entry.name))) return [name];
  return entries.filter((entry) => entry.isDirectory && !entry.name.startsWith("."))
    .flatMap((entry) => search(root, name ? `${name}/${entry.name}` : entry.name));
}
