/** Findings that were there before: an old repository is held to what is new. */

import * as z from "zod";
import { InputError } from "../error.ts";
import type { Diagnostic } from "../model.ts";
import { jsonText, reasonOf } from "../words/mod.ts";
import type { FindingCode } from "./registry.ts";

/** A finding as a baseline keeps it: lines may move, what it is about does not. */
interface KnownFinding {
  code: string;
  path: string;
  message: string;
}

const baselineSchema = z.object({
  findings: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
});

/** Returns the findings that the file at `path` keeps. Throws InputError when it cannot be read. */
export function readBaseline(path: string): KnownFinding[] {
  try {
    return baselineSchema.parse(JSON.parse(Deno.readTextFileSync(path))).findings;
  } catch (cause) {
    throw new InputError(
      `--baseline: ${path} cannot be read: ${reasonOf(cause)}; --update-baseline writes one`,
      { cause },
    );
  }
}

/** Keeps these findings in the file at `path`. Throws InputError when it cannot be written. */
export function writeBaseline(path: string, diagnostics: readonly Diagnostic[]): void {
  try {
    const findings = baselineOf(diagnostics);
    Deno.writeTextFileSync(path, jsonText({ findings }));
  } catch (cause) {
    throw new InputError(`--baseline: ${path} cannot be written: ${reasonOf(cause)}`, { cause });
  }
}

/** Returns the baseline of these findings. */
export function baselineOf(diagnostics: readonly Diagnostic[]): KnownFinding[] {
  return diagnostics.map(({ code, path, message }) => ({ code, path, message }));
}

/** Returns the findings that are not in the baseline; each entry of it stands for one. */
export function withoutKnown(
  diagnostics: readonly Diagnostic<FindingCode>[],
  baseline: readonly KnownFinding[],
): Diagnostic<FindingCode>[] {
  const left = baseline.map(keyOf);
  return diagnostics.filter((one) => {
    const at = left.indexOf(keyOf(one));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function keyOf({ code, path, message }: KnownFinding): string {
  return JSON.stringify([code, path, message]);
}
