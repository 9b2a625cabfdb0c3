/** A file cannot be read. */

import {} from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `file-unreadable`. */
export const fileUnreadable = defineRule({
  code: "file-unreadable",
  severity: "error",
  replay: "none",
  title: "a file cannot be read",
  why: "What is not read is not looked at: what it holds may be what is missing elsewhere.",
  remedy: "Name files and folders that are there and may be read.",
  wrong: { shown: "bond lint ./manifets", files: [] },
  right: { shown: "bond lint ./manifests", files: [] },
});
