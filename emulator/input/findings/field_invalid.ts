/** A field has a value that it cannot have. */

import { beside } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `field-invalid`. */
export const fieldInvalid = defineRule({
  code: "field-invalid",
  severity: "error",
  replay: "rest",
  title: "a field has a value that it cannot have",
  why: "The API server refuses the object.",
  remedy: "Write a value of the type that is due; annotations are always texts.",
  wrong: beside(
    "pod.yaml",
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\n  annotations:\n    build: 17\n",
  ),
  right: beside(
    "pod.yaml",
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\n  annotations:\n    build: "17"\n',
  ),
});
