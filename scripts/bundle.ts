import { basename, dirname, join, resolve } from "node:path";
import { apartLoader } from "./apart.ts";
import { run } from "./command.ts";

/** A dynamic import of a module of ours, as it is written in an entry. */
const dynamicImport = /\bimport\(\s*"(\.{1,2}\/[^"]+\.ts)"\s*\)/g;

/** The relative modules that a source imports dynamically, in order and each once. */
export function dynamicImports(source: string): string[] {
  return [...new Set(Array.from(source.matchAll(dynamicImport), (match) => match[1] ?? ""))];
}

/** A program in as few files as its starts have to load. */
export interface Bundle {
  /** Path of the entry's file. */
  entry: string;
  /** Path of the part, a CommonJS module, that is better kept apart; absent when none is that large. */
  apart?: string;
}

/** Octets above which a part is kept apart: more than a start should read for nothing. */
const APART_FROM = 1_000_000;

/**
 * Bundles an entry into a folder: itself with what it imports statically into one file, and each
 * module that it imports dynamically into files that share nothing with the first. Sharing would put all
 * that the lab needs of a library into what a CNI call has to load. A small part is split by what it
 * imports dynamically itself; a large one is a CommonJS module in one file. Beside each file is the map
 * of it to the sources, as NAME.map.
 */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  const specifiers = dynamicImports(await Deno.readTextFile(entry));
  const parts = specifiers.map((specifier) => ({
    source: resolve(dirname(entry), specifier),
    name: specifier.replace(/^(\.+\/)+/, "").replaceAll("/", "_").replace(/\.ts$/, ""),
  }));
  const output = join(folder, basename(entry).replace(/\.ts$/, ".js"));
  // By their paths: the specifiers mean other modules in other folders.
  const external = parts.map(({ source }) => `--external=${source}`);
  await bundleFile(resolve(entry), ["--output", output, ...external]);
  await withoutPaths(output);
  const result: Bundle = { entry: output };
  let text = await Deno.readTextFile(output);
  for (const { source, name } of parts) {
    const path = join(folder, `${name}.js`);
    await bundleFile(source, ["--format", "cjs", "--output", path]);
    const isApart = Deno.statSync(path).size > APART_FROM;
    if (!isApart) {
      await Deno.remove(path);
      await bundleFile(source, ["--code-splitting", "--outdir", join(folder, name)]);
      for await (const { name: file } of Deno.readDir(join(folder, name))) {
        if (file.endsWith(".js")) await withoutPaths(join(folder, name, file));
      }
    } else if (result.apart !== undefined) {
      throw new Error(`${entry} has two parts as large as ${name}`);
    } else {
      await withoutPaths(path);
      result.apart = path;
    }
    const before = text;
    const file = basename(source).replace(/\.ts$/, ".js");
    text = text.replaceAll(
      `import("${source}")`,
      isApart ? "loadApart()" : `import("./${name}/${file}")`,
    );
    if (text === before) throw new Error(`the bundle of ${entry} does not import ${source}`);
    if (isApart) text += apartLoader(`${name}.js`);
  }
  await Deno.writeTextFile(output, text);
  return result;
}

/** Takes out the comments that say where the builder's files were; lines stay, for the map's sake. */
async function withoutPaths(file: string): Promise<void> {
  const text = await Deno.readTextFile(file);
  await Deno.writeTextFile(file, text.replaceAll(/^( *)\/\/ \S+\.(?:[cm]?[jt]s|json)$/gm, "$1//"));
}

/**
 * Not minified: the bundler's minifier puts a `using` declaration that is read once into the place where
 * it is read, and then nothing is disposed of.
 */
async function bundleFile(source: string, options: readonly string[]): Promise<void> {
  await run([
    Deno.execPath(),
    ...["bundle", "--quiet", "--platform", "deno", "--sourcemap", "external"],
    ...options,
    source,
  ]);
}
