/** A finding about manifests, as lines. */

import type { Diagnostic } from "../input/model.ts";
import { paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

/** Returns where, how grave and what; below it, what to do. */
export function diagnosticLines(diagnostic: Diagnostic, style: Style = PLAIN): string[] {
  const { severity, code, message, hint, path, position } = diagnostic;
  const emphasis = { error: style.bad, warning: style.warn, info: style.dim }[severity];
  const place = position ? `${position.file}:${position.line}:${position.column}` : path;
  return [
    `${place === "" ? "" : `${place}: `}${emphasis(severity)} ${style.dim(code)}`,
    ...(position?.path ? [style.dim(`  at ${position.path}`)] : []),
    ...paragraph(message, "  "),
    ...(hint === "" ? [] : paragraph(`→ ${hint}`, "  ")),
  ];
}

/** Returns how many there are of each severity: "2 errors, 1 warning". */
export function countDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const counts = (["error", "warning"] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  });
  return counts.join(", ") || "no errors, no warnings";
}
