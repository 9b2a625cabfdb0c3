/** A comment that ignores a finding that does not exist. */

import {} from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ignore-unknown`. */
export const ignoreUnknown = defineRule({
  code: "ignore-unknown",
  severity: "error",
  replay: "all",
  title: "a comment that ignores a finding that does not exist",
  why: "It keeps nothing quiet: its code is probably misspelt.",
  remedy: "Correct the code; bond explain lists all.",
  wrong: { shown: "# bond-lint: ignore mac-polcy trusted by the switch", files: [] },
  right: { shown: "# bond-lint: ignore mac-policy trusted by the switch", files: [] },
});
