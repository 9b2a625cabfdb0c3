import { build, type BuildOptions, type Plugin, transform } from "esbuild";
import { basename, dirname, join, resolve } from "node:path";
import { partName } from "./apart.ts";
import { run } from "./command.ts";
import { scriptOf } from "./loader.ts";

/** Modules are named in bundles by their paths from here. */
const root = resolve(import.meta.dirname ?? ".", "..");

/** A dynamic import of a module of ours, as it is written in an entry. */
const dynamicImport = /\bimport\(\s*"(\.{1,2}\/[^"]+\.ts)"\s*\)/g;

/** The relative modules that a source imports dynamically, in order and each once. */
export function dynamicImports(source: string): string[] {
  return [...new Set(Array.from(source.matchAll(dynamicImport), (match) => match[1] ?? ""))];
}

/** A program in as few files as its starts have to load. */
export interface Bundle {
  /** Path of the entry's file. Where there are parts, it lacks the function `loadApart` of loader.ts. */
  entry: string;
  apart: BundledPart[];
}

/** A part of a program. */
export interface BundledPart {
  /** Where it is: a script. */
  path: string;
  /** The one CNI command that it can serve; "" if it is whole. */
  command: CniCommand | "";
  /** Whether it can have an IPAM plugin give addresses. */
  ipam: boolean;
}

/** The parts that serve CNI calls, without IPAM and with it, and the commands, each of which they import dynamically. */
export const PLUGIN = "bond_part";
export const IPAM_PLUGIN = "bond_ipam_part";
export const COMMANDS = ["ADD", "CHECK", "DEL", "GC", "STATUS"] as const;
type CniCommand = (typeof COMMANDS)[number];

/** What commands import dynamically for IPAM. */
const ADDRESSES = "ADDRESSES";

/** Where the packages and their versions stand. */
const CONFIG = resolve(import.meta.dirname ?? "", "..", "deno.json");

/**
 * Bundles an entry into a folder: itself with what it imports statically into one file, and each
 * module that it imports dynamically, with all that this imports, into another. They share nothing:
 * sharing would put all that the lab needs of a library into what a CNI call has to load. Of the plugin
 * there is another for each command, which lacks the others, and one of each without IPAM. Beside each file is
 * the map of it to the sources, as NAME.map.
 */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  const parts = dynamicImports(await Deno.readTextFile(entry)).map((specifier) => ({
    source: resolve(dirname(entry), specifier),
    name: specifier.replace(/^(\.+\/)+/, "").replaceAll("/", "_").replace(/\.ts$/, ""),
  }));
  const output = join(folder, basename(entry).replace(/\.ts$/, ".js"));
  await bundleOwn(resolve(entry), folder, { external: parts.map(({ source }) => source) });
  let text = await Deno.readTextFile(output);
  const apart = await Promise.all(parts.flatMap(({ source, name }) => {
    const ipam = name === IPAM_PLUGIN;
    const commands = ["", ...name === PLUGIN || ipam ? COMMANDS : []] as const;
    return commands.map(async (command): Promise<BundledPart> => {
      const path = join(folder, partName(name, command));
      await bundlePart(source, path, [
        ...COMMANDS.filter((other) => command && other !== command),
        ...name === PLUGIN ? [ADDRESSES] : [],
      ]);
      return { path, command, ipam };
    });
  }));
  for (const { source, name } of parts) {
    const before = text;
    text = text.replaceAll(`import("${source}")`, `loadApart("${name}")`);
    if (text === before) throw new Error(`the bundle of ${entry} does not import ${source}`);
  }
  await Deno.writeTextFile(output, text);
  return { entry: output, apart };
}

/** Modules in whose place nothing is. */
const LEFT_OUT = "left out";

/**
 * What our modules do at their start shows nowhere else: one of which nothing is used is left out, though a
 * mod.ts names it. What is `external` stays an import, and so do packages. `without` names modules that are
 * imported dynamically and left out.
 */
const ownModules = (external: readonly string[], without: readonly string[]): Plugin => ({
  name: "own modules",
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
      const source = join(resolveDir, path);
      if (kind === "dynamic-import" && without.includes(subjectOf(path))) {
        return { path, namespace: LEFT_OUT };
      }
      return { path: source, sideEffects: false, external: external.includes(source) };
    });
    onLoad({ filter: /^/, namespace: LEFT_OUT }, ({ path }) => ({
      // No two files may be the same.
      contents: `export const leftOut = ${JSON.stringify(path)};`,
    }));
    onResolve(
      { filter: /^[^./]/ },
      ({ path }) => ({ path, sideEffects: false, external: true }),
    );
  },
});

/** The CNI command that a module serves, or what else its name has. */
function subjectOf(path: string): string {
  return basename(path, ".ts").toUpperCase();
}

/** Bundles what is our own into a folder, split by what is imported dynamically. */
async function bundleOwn(
  source: string,
  outdir: string,
  { external = [], without = [], ...options }:
    & BuildOptions
    & { external?: string[]; without?: readonly string[] } = {},
): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: [source],
    outdir,
    bundle: true,
    // In one file, modules that are imported dynamically would be used before they have begun.
    splitting: true,
    format: "esm",
    platform: "node",
    target: "esnext",
    minify: true,
    sourcemap: "external",
    plugins: [ownModules(external, without)],
    ...options,
  });
}

/**
 * Packages, which the plugin has none of, are found by Deno, whose bundler takes a second to start, and would
 * take a `using` declaration away that is read once.
 */
async function bundlePart(
  source: string,
  output: string,
  without: readonly string[],
): Promise<void> {
  const own = `${output}.own`;
  await bundleOwn(source, own, { without, minify: false, sourcemap: "inline" });
  await nameByContent(own);
  const entry = join(own, basename(source).replace(/\.ts$/, ".js"));
  if (basename(output).startsWith(PLUGIN) || basename(output).startsWith(IPAM_PLUGIN)) {
    await build({
      absWorkingDir: own,
      entryPoints: [entry],
      outfile: output,
      bundle: true,
      format: "cjs",
      platform: "neutral",
      target: "esnext",
      sourcemap: "external",
    });
  } else {
    await run([
      Deno.execPath(),
      ...["bundle", "--quiet", "--config", CONFIG, "--platform", "deno", "--format", "cjs"],
      ...["--sourcemap", "external", "--output", output, entry],
    ], { cwd: own });
  }
  await Deno.remove(own, { recursive: true });
  const before = Deno.readFileSync(`${output}.map`).toBase64();
  const { code, map } = await transform(
    `${
      withoutCache(await Deno.readTextFile(output))
    }\n//# sourceMappingURL=data:application/json;base64,${before}`,
    { format: "cjs", target: "esnext", minify: true, sourcemap: "external" },
  );
  await Deno.writeTextFile(output, scriptOf(code));
  await Deno.writeTextFile(`${output}.map`, map);
}

/** Names modules of packages without the place of the cache. */
function withoutCache(text: string): string {
  return text.replaceAll(/^( *")\S*\/npm\/registry\.npmjs\.org\/(?=\S+"\()/gm, "$1");
}

/** What the bundler puts into the names of files that it has split off. */
const MADE_UP = /-[A-Z0-9]{8}(?=\.js\b)/g;

/**
 * Names the files that a part was split into by what is in them. The bundler's names, of the same length,
 * depend on where the builder's files were.
 */
async function nameByContent(folder: string): Promise<void> {
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  const renamed = new Map<string, string>();
  for (const name of names.filter((each) => each.endsWith(".js"))) {
    const [madeUp] = name.match(MADE_UP) ?? [];
    if (madeUp === undefined) continue;
    const text = Deno.readTextFileSync(join(folder, name)).replaceAll(MADE_UP, "")
      .replace(/^\/\/# sourceMappingURL=.*$/m, "");
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    renamed.set(madeUp, `-${new Uint8Array(digest).toHex().slice(0, 8).toUpperCase()}`);
  }
  if (new Set(renamed.values()).size < renamed.size) {
    throw new Error(`two files in ${folder} are the same`);
  }
  const rename = (text: string) => text.replaceAll(MADE_UP, (part) => renamed.get(part) ?? part);
  for (const name of names) {
    const path = join(folder, name);
    Deno.writeTextFileSync(path, rename(Deno.readTextFileSync(path)));
    Deno.renameSync(path, join(folder, rename(name)));
  }
}
