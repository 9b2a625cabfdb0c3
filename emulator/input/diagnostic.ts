/** Findings about the input. */

import type { Diagnostic, Position } from "./model.ts";

/** Returns a finding about what stands at `position`. */
export function diagnosticAt(
  position: Position,
  finding: Pick<Diagnostic, "code" | "severity" | "message" | "hint">,
): Diagnostic {
  const { file, document, path } = position;
  return { ...finding, path: `${file}#${document}${path === "" ? "" : `:${path}`}`, position };
}
