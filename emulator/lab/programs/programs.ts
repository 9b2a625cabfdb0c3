/** Which program serves a plugin type. */

import { bondPlugin } from "../../../bond/mod.ts";
import { findPlugin, isExecutable, type PluginProgram } from "../../../cni/mod.ts";
import { InputError } from "../../input/error.ts";
import { PLUGIN_DIR } from "../sandbox/mod.ts";
import { quote, reasonOf } from "../../input/words/mod.ts";
import { STAND_IN_TYPES, standIn } from "../standin/mod.ts";
import { labPluginArgs } from "./lab_plugin.ts";

/** Where programs come from. */
export interface ProgramSettings {
  /** Type → path of a program that is to serve it: they win over everything else. */
  plugins: Readonly<Record<string, string>>;
  /** Directories with stock plugins, in order. */
  cniPath: readonly string[];
  /**
   * The command line of this program itself, which is the bond plugin and the stand-ins; none where the
   * bond plugin is to run in this very process, too.
   */
  self: readonly string[];
}

/** Returns the command line of this program: the executable, or, when it runs from source, Deno with that source. */
export function selfCommand(): string[] {
  if (Deno.build.standalone) return [Deno.execPath()];
  const source = new URL("../../../cmd/bond.ts", import.meta.url).pathname;
  return [Deno.execPath(), "run", "--allow-all", "--no-prompt", source];
}

/** The types that this program serves itself. */
const OWN_TYPES: readonly string[] = ["bond", ...STAND_IN_TYPES];

/** The programs of a lab: those chosen by the user, this program's own, and stock ones. */
export class Programs {
  readonly #chosen: ReadonlyMap<string, PluginProgram>;
  /** CNI_PATH: the lab's own directory first. */
  readonly path: readonly string[];

  /** Fills the lab's plugin directory, so that plugins that run others find the same programs. */
  constructor(settings: ProgramSettings) {
    this.path = [PLUGIN_DIR, ...settings.cniPath];
    const types = new Set([...OWN_TYPES, ...Object.keys(settings.plugins)]);
    this.#chosen = new Map([...types].map((type) => {
      const given = settings.plugins[type];
      if (given !== undefined) return [type, install(type, [given])];
      if (!STAND_IN_TYPES.includes(type)) {
        return settings.self.length === 0
          ? [type, { path: "", plugin: bondPlugin }]
          : [type, install(type, settings.self)];
      }
      // A process of its own would only cost time; other plugins that run it get one.
      const program = install(type, [...settings.self, ...labPluginArgs({ type })]);
      return [type, { ...program, plugin: standIn(type) }];
    }));
  }

  /** Returns the program for `type` where it is not to be looked up on the path. */
  programOf(type: string): PluginProgram | undefined {
    return this.#chosen.get(type);
  }
}

/** Returns the type's program where the user or this program has one, else where the path has it. */
export function locateProgram(type: string, settings: ProgramSettings): string {
  const given = settings.plugins[type];
  if (given) return given;
  if (OWN_TYPES.includes(type)) return settings.self[0] ?? "";
  return findPlugin(type, settings.cniPath);
}

/** Returns the absolute path of the program at `path`. Throws InputError where there is none. */
export function programAt(path: string): string {
  try {
    const absolute = Deno.realPathSync(path);
    if (isExecutable(absolute)) return absolute;
  } catch (cause) {
    throw new InputError(`${path} cannot be run: ${reasonOf(cause)}`, { cause });
  }
  throw new InputError(`${path} is no program: it is not an executable file`);
}

/** One file is the program; several words need a script around it. */
function install(type: string, command: readonly string[]): PluginProgram {
  const path = `${PLUGIN_DIR}/${type}`;
  const [program = "", ...args] = command;
  Deno.mkdirSync(PLUGIN_DIR, { recursive: true });
  if (args.length === 0) {
    Deno.symlinkSync(program, path);
    return { path: program };
  }
  const words = command.map(quote).join(" ");
  Deno.writeTextFileSync(path, `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  return { path: program, args };
}
