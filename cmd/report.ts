/** What becomes of a report before it is shown: lines of manifests come, places of the machine go. */

import { type Excerpt, excerptOf } from "../emulator/input/excerpt.ts";
import type { Position } from "../emulator/input/model.ts";
import type { ReplayReport } from "../emulator/play/replay/mod.ts";
import { nodeMacs, stabilize, withoutPlaces } from "../emulator/report/mod.ts";

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

/**
 * Returns `report`, which is about the manifests at `paths`, as others may see it: without paths of
 * this machine, and the same in every run but for what was measured.
 */
export function forOthers(report: ReplayReport, paths: readonly string[]): ReplayReport {
  const own = [Deno.cwd(), Deno.env.get("HOME") ?? ""];
  return stabilize(withoutPlaces(report, paths, own), nodeMacs(report.node));
}

/** A manifest may be gone by now, or have come by a pipe. */
function read(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return undefined;
  }
}
