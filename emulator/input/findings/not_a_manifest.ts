/** A file that is no manifest. */

import { beside, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `not-a-manifest`. */
export const notAManifest = defineRule({
  code: "not-a-manifest",
  severity: "info",
  replay: "all",
  title: "a file that is no manifest",
  why: "Kustomizations, charts and values are input of other programs; what they make of it " +
    "is what reaches the cluster.",
  remedy: "To have it checked, give what the program makes of it: kustomize build, helm template.",
  wrong: beside("kustomization.yaml", "resources:\n  - example.yaml\n"),
  right: GOOD,
});
