/** Folders of manifests as cases of a regression test. */

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

function search(root: string, name: string): string[] {
  const entries = [...Deno.readDirSync(name ? `${root}/${name}` : root)]
    .sort((one, other) => one.name < other.name ? -1 : 1);
  if (entries.some((entry) => entry.isFile && MANIFEST.test(entry.name))) return [name];
  return entries.filter((entry) => entry.isDirectory && !entry.name.startsWith("."))
    .flatMap((entry) => search(root, name ? `${name}/${entry.name}` : entry.name));
}
