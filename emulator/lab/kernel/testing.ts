import assert from "node:assert/strict";
import type { Kernel, RunOptions } from "./kernel.ts";

/** What a command wrote and how it ended. */
interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command on a kernel and collects what it writes. */
export async function collect(
  kernel: Kernel,
  command: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<Finished> {
  const stdout: Uint8Array[] = [];
  const stderr: Uint8Array[] = [];
  const { code } = await kernel.run(command, {
    ...options,
    stdout: (chunk) => stdout.push(chunk),
    stderr: (chunk) => stderr.push(chunk),
  });
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** The command lines of living processes that contain a text. */
export function processesWith(text: string): string[] {
  const found: string[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === Deno.pid) continue;
    try {
      const line = Deno.readTextFileSync(`/proc/${name}/cmdline`).replaceAll("\0", " ");
      if (line.includes(text)) found.push(line);
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** Waits until a condition holds. */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (const deadline = performance.now() + 60_000; !condition();) {
    if (performance.now() > deadline) throw new Error(`${what}: not within 60 s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A folder of its own for temporary files, in which nothing may be left, nor may a process name it. */
export async function leavingNothing(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync();
  const before = Deno.env.get("TMPDIR");
  Deno.env.set("TMPDIR", folder);
  try {
    await work(folder);
    await eventually(() => processesWith(`${folder}/`).length === 0, "all processes have ended");
    assert.deepEqual(Array.from(Deno.readDirSync(folder)), []);
  } finally {
    if (before === undefined) Deno.env.delete("TMPDIR");
    else Deno.env.set("TMPDIR", before);
    Deno.removeSync(folder, { recursive: true });
  }
}

function text(chunks: readonly Uint8Array[]): string {
  return chunks.map((chunk) => String.fromCharCode(...chunk)).join("");
}
