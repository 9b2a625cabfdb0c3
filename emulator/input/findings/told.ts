/** Which of the findings are told. */

import type { ManifestFile } from "../manifests/mod.ts";
import type { Diagnostic } from "../model.ts";
import { InputError } from "../error.ts";
import { readBaseline, withoutKnown, writeBaseline } from "./baseline.ts";
import { withoutIgnored } from "./ignore.ts";
import type { FindingCode } from "./registry.ts";

/** What is not to be told. */
export interface Silence {
  /** Path of a file with findings that are known. */
  baseline?: string | undefined;
  /** Whether what is found becomes what is known. */
  updateBaseline?: boolean;
}

/**
 * Returns the findings that neither a comment in `files` nor the baseline is about. Throws InputError where
 * the baseline cannot be read or written.
 */
export function toldFindings(
  diagnostics: readonly Diagnostic<FindingCode>[],
  files: readonly ManifestFile[],
  { baseline, updateBaseline = false }: Silence,
): Diagnostic<FindingCode>[] {
  const heard = withoutIgnored(diagnostics, files);
  if (baseline === undefined) {
    if (updateBaseline) throw new InputError("--update-baseline goes with --baseline");
    return heard;
  }
  if (updateBaseline) writeBaseline(baseline, heard);
  return withoutKnown(heard, readBaseline(baseline));
}
