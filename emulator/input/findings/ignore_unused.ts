/** A comment that ignores nothing. */

import {} from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `ignore-unused`. */
export const ignoreUnused = defineRule({
  code: "ignore-unused",
  severity: "warning",
  replay: "all",
  title: "a comment that ignores nothing",
  why: "What it was about is not found there any more: it would keep the next one quiet.",
  remedy: "Remove the comment.",
  wrong: { shown: "# bond-lint: ignore mac-policy trusted by the switch", files: [] },
  right: { shown: "", files: [] },
});
