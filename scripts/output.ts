import { writeOut } from "../cni/mod.ts";

/** Says one line on stderr: stdout is for what a script was asked to print. */
export function writeLine(line: string): void {
  writeOut(Deno.stderr, new TextEncoder().encode(`${line}\n`));
}

export { writeOut };
