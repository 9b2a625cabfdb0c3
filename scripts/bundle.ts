import { build, type BuildOptions, type Plugin, transform } from "esbuild";
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
  /** Paths of the parts, CommonJS modules, that are better kept apart. */
  apart: string[];
}

/** Where the packages and their versions stand. */
const CONFIG = resolve(import.meta.dirname ?? "", "..", "deno.json");

/** Octets above which a part is kept apart: more than a start should read for nothing. */
const APART_FROM = 200_000;

/**
 * Bundles an entry into a folder: itself with what it imports statically into one file, and each
 * module that it imports dynamically into files that share nothing with the first. Sharing would put all
 * that the lab needs of a library into what a CNI call has to load. A small part is split by what it
 * imports dynamically itself, and imports no package; a large one is a CommonJS module in one file. Beside
 * each file is the map of it to the sources, as NAME.map.
 */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  const parts = dynamicImports(await Deno.readTextFile(entry)).map((specifier) => ({
    source: resolve(dirname(entry), specifier),
    name: specifier.replace(/^(\.+\/)+/, "").replaceAll("/", "_").replace(/\.ts$/, ""),
  }));
  const output = join(folder, basename(entry).replace(/\.ts$/, ".js"));
  await bundleOwn(resolve(entry), folder, { external: parts.map(({ source }) => source) });
  const apart: string[] = [];
  let text = await Deno.readTextFile(output);
  for (const { source, name } of parts) {
    const path = join(folder, `${name}.js`);
    await bundleWithPackages(source, path);
    const isApart = Deno.statSync(path).size > APART_FROM;
    if (!isApart) {
      await Deno.remove(path);
      await Deno.remove(`${path}.map`);
      await bundleOwn(source, join(folder, name));
    }
    const before = text;
    const file = basename(source).replace(/\.ts$/, ".js");
    text = text.replaceAll(
      `import("${source}")`,
      isApart ? `loadApart(${apart.length})` : `import("./${name}/${file}")`,
    );
    if (isApart) apart.push(path);
    if (text === before) throw new Error(`the bundle of ${entry} does not import ${source}`);
  }
  if (apart.length > 0) text += apartLoader(apart.map((path) => basename(path)));
  await Deno.writeTextFile(output, text);
  return { entry: output, apart };
}

/**
 * What our modules do at their start shows nowhere else: one of which nothing is used is left out, though a
 * mod.ts names it. What is `external` stays an import, and so do packages.
 */
const ownModules = (external: readonly string[] = []): Plugin => ({
  name: "own modules",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
      const source = join(resolveDir, path);
      return { path: source, sideEffects: false, external: external.includes(source) };
    });
    onResolve(
      { filter: /^[^./]/ },
      ({ path }) => ({ path, sideEffects: false, external: true }),
    );
  },
});

/** Bundles what is our own into a folder, split by what is imported dynamically. */
async function bundleOwn(
  source: string,
  outdir: string,
  { external, ...options }: BuildOptions & { external?: string[] } = {},
): Promise<void> {
  await build({
    entryPoints: [source],
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "esnext",
    minify: true,
    sourcemap: "external",
    plugins: [ownModules(external)],
    ...options,
  });
}

/** The packages are found by Deno, whose bundler would take a `using` declaration away that is read once. */
async function bundleWithPackages(source: string, output: string): Promise<void> {
  const own = `${output}.own`;
  await bundleOwn(source, own, { minify: false, sourcemap: "inline" });
  await run([
    Deno.execPath(),
    ...["bundle", "--quiet", "--config", CONFIG, "--platform", "deno", "--format", "cjs"],
    ...["--sourcemap", "external", "--output", output],
    join(own, basename(source).replace(/\.ts$/, ".js")),
  ]);
  await Deno.remove(own, { recursive: true });
  const before = Deno.readFileSync(`${output}.map`).toBase64();
  const { code, map } = await transform(
    `${await Deno.readTextFile(
      output,
    )}\n//# sourceMappingURL=data:application/json;base64,${before}`,
    { format: "cjs", target: "esnext", minify: true, sourcemap: "external" },
  );
  await Deno.writeTextFile(output, code);
  await Deno.writeTextFile(`${output}.map`, map);
}
