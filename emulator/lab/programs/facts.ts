/** What programs say of themselves, for those who judge manifests. */

import { CNI_VERSIONS, findPlugin } from "../../../cni/mod.ts";
import type { PluginFacts, SpokenVersions } from "../../input/lint/mod.ts";
import { STAND_IN_TYPES, standInFacts } from "../standin/mod.ts";
import { locateProgram, type ProgramSettings } from "./programs.ts";
import { cniVersionsOf, usualCniPath } from "./stock_plugins.ts";

/**
 * Returns what is known of the programs. Of those on `cniPath` each is asked once at most, when it is
 * first needed, and for nothing but VERSION; programs that the user has chosen are not run.
 */
export function programFacts(
  settings: ProgramSettings = { plugins: {}, cniPath: usualCniPath(), self: [] },
): PluginFacts {
  const stock = remembered((type: string) => onPath(type, settings));
  const spoken = remembered((type: string) => ask(stock(type)));
  const texts = remembered((type: string) => read(stock(type)));
  return {
    has: remembered((type: string) => isServed(type, settings)),
    spoken: (type) => isOwn(type) ? OWN : spoken(type),
    knowsKey: (type, key) => texts(type)?.includes(`json:"${key}`),
    entryAt,
    textOf,
    refusal: (type, config, mac) => standInFacts(type)?.refusal(config, mac),
    keysOf: (type) => standInFacts(type)?.keys,
  };
}

/** This program speaks every version. */
const OWN: SpokenVersions = { program: "bond", versions: CNI_VERSIONS };

function isOwn(type: string): boolean {
  return type === "bond" || STAND_IN_TYPES.includes(type);
}

function isServed(type: string, settings: ProgramSettings): boolean {
  try {
    locateProgram(type, settings);
    return true;
  } catch {
    return false;
  }
}

/** The stock program for a type, where nothing else serves it. */
function onPath(type: string, { plugins, cniPath }: ProgramSettings): string | undefined {
  if (plugins[type] !== undefined || isOwn(type)) return undefined;
  try {
    return findPlugin(type, cniPath);
  } catch {
    return undefined;
  }
}

function entryAt(path: string) {
  try {
    return Deno.statSync(path).isDirectory ? "folder" : "file";
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    return error instanceof NotFound || error instanceof NotADirectory ? "nothing" : undefined;
  }
}

function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}

function ask(program: string | undefined): SpokenVersions | undefined {
  const versions = program === undefined ? [] : cniVersionsOf(program);
  return program !== undefined && versions.length > 0 ? { program, versions } : undefined;
}

/** Go keeps the tags of what it decodes in its programs, as text: `json:"mtu,omitempty"`. */
function read(program: string | undefined): string | undefined {
  if (program === undefined) return undefined;
  try {
    return new TextDecoder("latin1").decode(Deno.readFileSync(program));
  } catch {
    return undefined;
  }
}

function remembered<T>(work: (type: string) => T): (type: string) => T {
  const known = new Map<string, T>();
  return (type) => {
    if (!known.has(type)) known.set(type, work(type));
    // It was put there just now, at the latest.
    return known.get(type) as T;
  };
}
