import { createHash } from "node:crypto";
import { join, normalize } from "node:path";

/** What an executable is made of; `scripts` because they say how. */
const inputs = [
  ...["bond", "cmd", "cni", "emulator", "netlink", "scripts"],
  ...["deno.json", "deno.lock", "mod.ts"],
];

/** A digest of what the executable is made of, and of everything else that matters. */
export async function sourceDigest(root: string, others: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const input of inputs) {
    for await (const path of allFiles(join(root, input))) {
      if (path.endsWith("_test.ts")) continue;
      hash.update(`${path}\0`).update(await Deno.readFile(path)).update("\0");
    }
  }
  return hash.update(others.join("\0")).digest("hex");
}

/** The files at and below a path, in a fixed order; none of what is built or hidden. */
export async function* allFiles(path: string): AsyncGenerator<string> {
  if ((await Deno.stat(path)).isFile) {
    yield normalize(path);
    return;
  }
  const names = await Array.fromAsync(Deno.readDir(path), (entry) => entry.name);
  for (const name of names.sort()) {
    if (name.startsWith(".") || name === "dist" || name === "node_modules") continue;
    yield* allFiles(join(path, name));
  }
}
