/** A call whose plugin could not be loaded: there is nothing yet that could say so. */

import type { Host } from "./host.ts";
import { formatJson } from "./json.ts";
import { reasonOf } from "./reason.ts";
import { CURRENT_VERSION } from "./version.ts";

/** CniErrorCode.TryAgainLater, without all that belongs to errors. */
const TRY_AGAIN_LATER = 11;

/** Answers with an error of code 11 that says why the program cannot read itself. Returns the exit code, 1. */
export function runUnloaded(host: Host, cause: unknown): number {
  const error = {
    cniVersion: CURRENT_VERSION,
    code: TRY_AGAIN_LATER,
    msg: `the program cannot read itself: ${reasonOf(cause)}`,
  };
  try {
    host.writeStdout(new TextEncoder().encode(formatJson(error)));
  } catch {
    host.writeStderr(`${error.msg}\n`);
  }
  return 1;
}
