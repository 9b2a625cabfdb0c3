/** How long processes take, and how much memory. */

/** One process to measure. */
export interface Call {
  name: string;
  program: string;
  env: Record<string, string>;
  /** What it reads; `result` is what a call before it wrote last, "" when none did. */
  stdin(result: string): string;
  /** How it must end: one that ends otherwise did something else than what is measured. */
  exitCode: number;
}

/** What a call took: the duration in ms, and the largest memory, in KiB, where that was asked for. */
export interface Sample {
  ms: number;
  peakKib?: number;
  /** What it wrote to stderr. */
  stderr: string;
}

/** GNU time: a small process, whose child does not begin with the memory of a large one. */
const TIME = "/usr/bin/time";

/**
 * Runs the calls in turn, `runs` times after a first turn that does not count; with `peaks`, below a
 * program that measures their memory. Returns for each its samples. Throws Error when a call does not
 * end as it must.
 */
export async function measure(
  calls: readonly Call[],
  runs: number,
  { peaks = false }: { peaks?: boolean } = {},
): Promise<Sample[][]> {
  const file = await Deno.makeTempFile();
  try {
    return await measureInto(peaks ? file : undefined, calls, runs);
  } finally {
    await Deno.remove(file);
  }
}

/** With a file for what is measured below a program. */
async function measureInto(
  file: string | undefined,
  calls: readonly Call[],
  runs: number,
): Promise<Sample[][]> {
  const samples = calls.map((): Sample[] => []);
  let result = "";
  for (let turn = 0; turn <= runs; turn++) {
    for (const [index, call] of calls.entries()) {
      const below = file ? [TIME, "-o", file, "-f", "%M"] : [];
      const [program = "", ...args] = [...below, call.program];
      const stdin = new TextEncoder().encode(call.stdin(result));
      const started = performance.now();
      const child = new Deno.Command(program, {
        args,
        env: call.env,
        clearEnv: true,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(stdin).catch(() => {});
      await writer.close().catch(() => {});
      const { code, stdout, stderr } = await child.output();
      const ms = performance.now() - started;
      const [text, said] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
      if (code !== call.exitCode) {
        throw new Error(`${call.name} ended with ${code}, not ${call.exitCode}: ${text}${said}`);
      }
      const peakKib = file
        ? Number((await Deno.readTextFile(file)).trim().split("\n").at(-1))
        : undefined;
      const sample = { ms, stderr: said ?? "", ...(peakKib === undefined ? {} : { peakKib }) };
      if (turn > 0) samples[index]?.push(sample);
      result = text || result;
    }
  }
  return samples;
}

/** The one in the middle; 0 of none. */
export function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
}
