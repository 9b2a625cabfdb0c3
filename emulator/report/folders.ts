/** Folders of manifests that were played, as text, part by part while it goes on. */

import type { CaseResult } from "./junit.ts";
import { duration } from "./layout.ts";
import type { Style } from "./style.ts";

/** Returns how one folder came out. */
export function folderText(
  { name, durationMs, problem, leftOut, note }: CaseResult,
  style: Style,
): string {
  const took = style.dim(duration(durationMs));
  if (leftOut !== undefined) return `${style.dim("left out")} ${name}: ${leftOut}\n`;
  const more = note === undefined ? "" : `  ${note}\n`;
  if (problem === undefined) return `${style.good("ok")}      ${name} ${took}\n${more}`;
  return `${style.bad("differs")} ${name} ${took}\n${problem}\n`;
}

/** Returns the last part: how many there were, how they came out, and what was not played. */
export function foldersVerdict(results: readonly CaseResult[], style: Style): string {
  const bad = results.filter(({ problem }) => problem !== undefined).length;
  const leftOut = results.filter(({ leftOut }) => leftOut !== undefined);
  const played = results.length - leftOut.length;
  const count = played === 1 ? "1 folder" : `${played} folders`;
  const verdict = bad === 0 ? style.good("all as expected") : style.bad(`${bad} not as expected`);
  return `\n${count}, ${verdict}\n${leftOutText(leftOut)}`;
}

function leftOutText(leftOut: readonly CaseResult[]): string {
  if (leftOut.length === 0) return "";
  const names = leftOut.map(({ name }) => name).join(", ");
  return `left out, for want of newer stock plugins (bond doctor --install --newest): ${names}\n`;
}
