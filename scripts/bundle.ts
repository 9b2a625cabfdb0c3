import { basename, dirname, join, resolve } from "node:path";
import { run } from "./command.ts";

/** A dynamic import of a module of ours, as it is written in an entry. */
const dynamicImport = /\bimport\(\s*"(\.{1,2}\/[^"]+\.ts)"\s*\)/g;

/** The relative modules that a source imports dynamically, in order and each once. */
export function dynamicImports(source: string): string[] {
  return [...new Set(Array.from(source.matchAll(dynamicImport), (match) => match[1] ?? ""))];
}

/**
 * Bundles an entry into a folder: itself with what it imports statically into one file, and each
 * module that it imports dynamically into a file of its own that shares nothing with the first.
 * Sharing would put all that the lab needs of a library into what a CNI call has to load.
 * @returns the path of the entry's file.
 */
export async function bundle(entry: string, folder: string): Promise<string> {
  const specifiers = dynamicImports(await Deno.readTextFile(entry));
  const parts = specifiers.map((specifier) => ({
    source: resolve(dirname(entry), specifier),
    name: specifier.replace(/^(\.+\/)+/, "").replaceAll("/", "_").replace(/\.ts$/, ".js"),
  }));
  const output = join(folder, basename(entry).replace(/\.ts$/, ".js"));
  // By their paths: the specifiers mean other modules in other folders.
  await bundleFile(resolve(entry), output, parts.map(({ source }) => source));
  let text = await Deno.readTextFile(output);
  for (const { source, name } of parts) {
    await bundleFile(source, join(folder, name), []);
    const before = text;
    text = text.replaceAll(`import("${source}")`, `import("./${name}")`);
    if (text === before) throw new Error(`the bundle of ${entry} does not import ${source}`);
  }
  await Deno.writeTextFile(output, text);
  return output;
}

async function bundleFile(source: string, output: string, external: string[]): Promise<void> {
  await run([
    Deno.execPath(),
    ...["bundle", "--quiet", "--platform", "deno", "--output", output],
    ...external.map((path) => `--external=${path}`),
    source,
  ]);
  await Deno.writeTextFile(output, withoutOrigins(await Deno.readTextFile(output)));
}

/** Without the comments that say where on the builder's machine each module was. */
export function withoutOrigins(text: string): string {
  return text.replace(/^\/\/ \S+\.[cm]?[jt]s(on)?\n/gm, "");
}
