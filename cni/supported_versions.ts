/** What a plugin answers to VERSION. */

import { CniError, CniErrorCode } from "./errors.ts";
import { memberOf } from "./go_keys.ts";
import { isJsonObject } from "./json.ts";

/** Returns the versions in the answer `json`. Throws CniError of code 6 when it has none. */
export function supportedVersions(json: unknown): string[] {
  const answer = isJsonObject(json) ? json : {};
  const versions = memberOf(answer, "supportedVersions");
  if (Array.isArray(versions) && versions.length > 0) return versions.map(String);
  // The answer of 0.2.0 had nothing else.
  if (memberOf(answer, "cniVersion") === "0.2.0") return ["0.1.0", "0.2.0"];
  throw new CniError(
    CniErrorCode.Decoding,
    "decoding version info: missing field supportedVersions",
  );
}
