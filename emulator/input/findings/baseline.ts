/** Findings that were there before: an old repository is held to what is new. */

import type { Diagnostic } from "../model.ts";
import type { FindingCode } from "./registry.ts";

/** A finding as a baseline keeps it: lines may move, what it is about does not. */
export interface KnownFinding {
  code: string;
  path: string;
  message: string;
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
