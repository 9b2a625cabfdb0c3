import { dirname, join, normalize } from "node:path";

/** The layers from the top down: each may import from those after it, none from those before it. */
export const layers = ["cmd", "emulator", "bond", "cni", "netlink"] as const;

/** A package of the workspace is a layer by another name. */
const packageLayers: ReadonlyMap<string, string> = new Map([["deno-netlink", "netlink/mod.ts"]]);

const specifiers =
  /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s*)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*[,)]/gm;

/** What a module imports, statically or dynamically, types included. */
export function importsOf(source: string): string[] {
  return Array.from(source.matchAll(specifiers), (match) => match[1] ?? match[2] ?? "");
}

/**
 * What is wrong with the imports of a module, as sentences; nothing when they keep to the layers.
 * @param path Of the module, relative to the root of the project.
 */
export function layeringFaults(path: string, source: string): string[] {
  const own = layerOf(path);
  const faults: string[] = [];
  for (const specifier of importsOf(source)) {
    const target = resolve(path, specifier);
    const layer = target === undefined ? undefined : layerOf(target);
    if (target === undefined || layer === undefined || layer === own) continue;
    if (own !== undefined && rank(layer) < rank(own)) {
      faults.push(`${path} imports ${target}: ${own} may not look up to ${layer}`);
    } else if (!isDoor(target, path)) {
      faults.push(`${path} imports ${target}: the door of ${layer} is a mod.ts`);
    }
  }
  return faults;
}

function layerOf(path: string): typeof layers[number] | undefined {
  return layers.find((layer) => path.startsWith(`${layer}/`));
}

function rank(layer: typeof layers[number]): number {
  return layers.indexOf(layer);
}

/** The path from the project's root of a module of ours; undefined for what is not ours. */
function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return normalize(join(dirname(from), specifier));
  return packageLayers.get(specifier);
}

/** Tests, and what helps them, may use what a layer offers to tests. */
function isDoor(target: string, from: string): boolean {
  const forTests = /(_test|\/testing(_\w+)?)\.ts$/.test(from) && target.endsWith("/testing.ts");
  return forTests || target.endsWith("/mod.ts");
}
