/** An object without a kind. */

import { beside } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `kind-missing`. */
export const kindMissing = defineRule({
  code: "kind-missing",
  severity: "error",
  replay: "rest",
  title: "an object without a kind",
  why: "The API server cannot tell what it is, and refuses it.",
  remedy: "Add apiVersion and kind; a bare CNI configuration belongs into the spec.config of a " +
    "NetworkAttachmentDefinition.",
  wrong: beside("service.yaml", "apiVersion: v1\nmetadata:\n  name: other\n"),
  right: beside("service.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\n"),
});
