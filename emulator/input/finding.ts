/** Findings about the input. */

import type { Finding, Position } from "./model.ts";

/** Returns a finding about what stands at `position`. */
export function findingAt<Code extends string>(
  position: Position,
  finding: Pick<Finding<Code>, "code" | "message" | "hint">,
): Finding<Code> {
  const { file, document, path } = position;
  return { ...finding, path: `${file}#${document}${path === "" ? "" : `:${path}`}`, position };
}
