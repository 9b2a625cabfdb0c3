import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { CommandError, run } from "./command.ts";
import { PRELOAD_FILE } from "../emulator/lab/kernel/mod.ts";

const root = resolve(import.meta.dirname ?? ".", "..");
const source = join(root, "emulator/lab/kernel/ptrace_preload.c");
/** Where programs that run from source look for it. */
const output = join(root, "dist", PRELOAD_FILE);

/** The compilers that will do; the first marks the library as one that needs no executable stack. */
const compilers = ["cc", "tcc"] as const;

/** The compiled library, or why there is none. */
type Preload = { path: string; sha256: string } | { without: string };

/**
 * Compiles the library that User-mode Linux needs on processors with AMX into dist/, unless it is
 * there and newer than its source. @param target The triple of the machine that it is for.
 */
export async function buildPreload(target: string = Deno.build.target): Promise<Preload> {
  if (!target.startsWith("x86_64-unknown-linux")) return { without: `not for ${target}` };
  if (Deno.build.target !== target) {
    return { without: `not compiled for ${target} on this machine` };
  }
  if (!isNewer(output, source)) {
    Deno.mkdirSync(dirname(output), { recursive: true });
    const problem = await compile(`${output}.${Deno.pid}`);
    if (problem !== "") return { without: problem };
    Deno.renameSync(`${output}.${Deno.pid}`, output);
  }
  const sha256 = createHash("sha256").update(Deno.readFileSync(output)).digest("hex");
  return { path: output, sha256 };
}

/** Returns why it could not be compiled, "" when it was. */
async function compile(path: string): Promise<string> {
  const problems: string[] = [];
  for (const compiler of compilers) {
    try {
      await run([compiler, "-shared", "-nostdlib", "-fPIC", "-o", path, source]);
      return "";
    } catch (error) {
      if (error instanceof CommandError) problems.push(error.message);
      else if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return problems.length > 0
    ? problems.join("; ")
    : `neither ${compilers.join(" nor ")} is installed`;
}

function isNewer(one: string, other: string): boolean {
  try {
    const modified = (path: string) => Deno.statSync(path).mtime?.getTime() ?? 0;
    return modified(one) > modified(other);
  } catch {
    return false;
  }
}
