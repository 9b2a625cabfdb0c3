/** What others make manifests of. */

import { beside, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `not-rendered`. */
export const notRendered = defineRule({
  code: "not-rendered",
  severity: "info",
  replay: "rest",
  title: "a template or a patch, and no manifest yet",
  why: "What Helm or kustomize makes of it goes to the cluster, and that cannot be told from here.",
  remedy:
    "Check what comes of it: helm template . | bond lint -, or kustomize build . | bond lint -.",
  wrong: beside("deployment.yaml", "kind: Deployment\nspec:\n  replicas: {{ .Values.replicas }}\n"),
  right: GOOD,
});
