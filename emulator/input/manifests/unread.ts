/** What of the input nobody has read. */

import type { Finding } from "../model.ts";
import type { ManifestCode } from "./types.ts";

/** Findings about what may have been an object. */
const UNREAD: readonly ManifestCode[] = [
  "file-unreadable",
  "yaml-syntax",
  "kind-missing",
  "field-missing",
  "field-invalid",
];

/** Whether an object that is missed may stand in what could not be read, or is not rendered yet. */
export function mayHaveMore({ findings }: { findings: readonly Finding[] }): boolean {
  return findings.some(({ code, position }) =>
    UNREAD.some((one) => one === code) || (code === "not-rendered" && position !== undefined)
  );
}
