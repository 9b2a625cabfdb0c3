/** A field is missing. */

import { beside } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `field-missing`. */
export const fieldMissing = defineRule({
  code: "field-missing",
  severity: "error",
  replay: "rest",
  title: "a field is missing",
  why: "The API server refuses the object.",
  remedy: "Add the field.",
  wrong: beside("pod.yaml", "apiVersion: v1\nkind: Pod\nspec: {}\n"),
  right: beside("pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\nspec: {}\n"),
});
