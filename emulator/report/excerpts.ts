/** Lines of manifests beside what is said of them. */

import { type Excerpt, excerptOf } from "../input/excerpt.ts";
import type { ManifestFile } from "../input/manifests/mod.ts";
import type { Diagnostic, Position } from "../input/model.ts";
import type { ReplayReport } from "../play/replay/mod.ts";

/** Returns each finding with the line where it stands. */
export function withLines<Code extends string>(
  diagnostics: readonly Diagnostic<Code>[],
  files: readonly ManifestFile[],
): Diagnostic<Code>[] {
  const lines = new Map(files.map(({ file, text }) => [file, text.split("\n")]));
  return diagnostics.map((one) => {
    const excerpt = one.position && lines.get(one.position.file)?.[one.position.line - 1];
    return excerpt === undefined ? one : { ...one, excerpt };
  });
}

/** Returns `report` with the lines round every position in it, read from the manifests. */
export function withExcerpts(report: ReplayReport): ReplayReport {
  const texts = new Map<string, string | undefined>();
  const excerpt = <T extends { position?: Position }>(one: T): T & { source?: Excerpt } => {
    const { position } = one;
    if (!position) return one;
    const { file, line } = position;
    if (!texts.has(file)) texts.set(file, read(file));
    const text = texts.get(file);
    return text === undefined ? one : { ...one, source: excerptOf(text, line) };
  };
  const diagnostics = report.diagnostics.map(excerpt);
  return {
    ...report,
    diagnostics,
    pods: report.pods.map((pod) => ({ ...pod, chain: pod.chain.map(excerpt), diagnostics })),
    scenario: report.scenario.map(excerpt),
  };
}

/** A manifest may be gone by now, or have come by a pipe. */
function read(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return undefined;
  }
}
