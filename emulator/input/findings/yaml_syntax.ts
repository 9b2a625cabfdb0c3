/** This is not YAML. */

import { beside } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `yaml-syntax`. */
export const yamlSyntax = defineRule({
  code: "yaml-syntax",
  severity: "error",
  replay: "rest",
  title: "this is not YAML",
  why: "kubectl refuses the whole file, and nothing of it reaches the cluster.",
  remedy: "Correct the place that is named; indent with blanks, never with tabs.",
  wrong: beside("service.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n\tname: app\n"),
  right: beside("service.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\n"),
});
