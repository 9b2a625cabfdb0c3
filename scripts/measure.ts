/** How long processes take. */

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

/**
 * Runs the calls in turn, `runs` times after a first turn that does not count. Returns for each the
 * durations in ms. Throws Error when a call does not end as it must.
 */
export async function measure(calls: readonly Call[], runs: number): Promise<number[][]> {
  const durations = calls.map((): number[] => []);
  let result = "";
  for (let turn = 0; turn <= runs; turn++) {
    for (const [index, call] of calls.entries()) {
      const stdin = new TextEncoder().encode(call.stdin(result));
      const started = performance.now();
      const child = new Deno.Command(call.program, {
        env: call.env,
        clearEnv: true,
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(stdin).catch(() => {});
      await writer.close().catch(() => {});
      const { code, stdout } = await child.output();
      if (turn > 0) durations[index]?.push(performance.now() - started);
      const text = new TextDecoder().decode(stdout);
      if (code !== call.exitCode) {
        throw new Error(`${call.name} ended with ${code}, not ${call.exitCode}: ${text}`);
      }
      result = text || result;
    }
  }
  return durations;
}
