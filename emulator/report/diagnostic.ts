/** A finding about manifests, as lines. */

import type { Diagnostic } from "../input/model.ts";
import { paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

/** Returns where, how grave and what; below it, what to do. */
export function diagnosticLines(diagnostic: Diagnostic, style: Style = PLAIN): string[] {
  const { severity, code, message, hint, path, position, excerpt } = diagnostic;
  const emphasis = { error: style.bad, warning: style.warn, info: style.dim }[severity];
  const place = position ? `${position.file}:${position.line}:${position.column}` : path;
  return [
    `${place === "" ? "" : `${place}: `}${emphasis(severity)} ${style.dim(code)}`,
    ...(position?.path ? [style.dim(`  at ${position.path}`)] : []),
    ...(position && excerpt ? excerptLines(excerpt, position.column, style) : []),
    ...paragraph(message, "  "),
    ...(hint === "" ? [] : paragraph(`→ ${hint}`, "  ")),
  ];
}

/** As much of a line as fits beside its neighbours. */
const WIDTH = 90;

/** The line, and below it signs under the word that begins in that column, from 1. */
function excerptLines(line: string, column: number, style: Style): string[] {
  const [indent = ""] = /^\s*/.exec(line) ?? [];
  // It may be the indentation itself that is wrong.
  const from = Math.max(Math.min(indent.length, column - 1), column - 1 - WIDTH / 2);
  const shown = line.slice(from, from + WIDTH).replaceAll("\t", " ").trimEnd();
  const rest = line.slice(column - 1);
  const word = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,:[\]{}]+)/.exec(rest)?.[0] ??
    rest.slice(0, 1);
  const place = column - 1 - from;
  const length = Math.max(1, Math.min(word.length, shown.length - place));
  return [style.dim(`    ${shown}`), `    ${" ".repeat(place)}${"^".repeat(length)}`];
}

/** Returns how many there are of each severity: "2 errors, 1 warning". */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const counts = (["error", "warning"] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return counts.join(", ") || "no errors, no warnings";
}
