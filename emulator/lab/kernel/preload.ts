/** The library that User-mode Linux needs on some processors; ptrace_preload.c says what it does. */

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateRawSync } from "node:zlib";
import { atLeast } from "./release.ts";

/** The file that the build makes of ptrace_preload.c, for programs that run from source. */
export const PRELOAD_FILE = "ptrace_preload.so";
/** The same, deflated: a file in the executable, beside its entry. */
export const DEFLATED_PRELOAD_FILE = `${PRELOAD_FILE}.deflate`;

/** The first User-mode Linux that asks how large the processor's state is. */
const REPAIRED_IN = "6.13";

/** Whether a User-mode Linux of that release needs the library where /proc/cpuinfo says `cpuinfo`. */
export function needsPreload(cpuinfo: string, release: string): boolean {
  return hasAmx(cpuinfo) && !atLeast(release, REPAIRED_IN);
}

/** Whether the processor that /proc/cpuinfo describes has AMX: Intel's servers since 2023. */
export function hasAmx(cpuinfo: string): boolean {
  const flags = /^flags\s*:(.*)$/m.exec(cpuinfo)?.[1] ?? "";
  return flags.split(/\s+/).includes("amx_tile");
}

/** Returns the library; undefined where the program was built without it. */
export function preloadLibrary(): Uint8Array | undefined {
  try {
    if (!Deno.build.standalone) {
      return Deno.readFileSync(join(import.meta.dirname ?? "", "../../../dist", PRELOAD_FILE));
    }
    const folder = dirname(fileURLToPath(Deno.mainModule));
    return inflateRawSync(Deno.readFileSync(join(folder, DEFLATED_PRELOAD_FILE)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
