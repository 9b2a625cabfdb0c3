/** A pod that is not there. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `scenario-pod`. */
export const scenarioPod = defineRule({
  code: "scenario-pod",
  severity: "error",
  replay: "none",
  title: "a pod that is not there",
  why: "The scenario is about a pod that the manifests do not have, or names one twice.",
  remedy: "Name pods of the manifests, each once.",
  wrong: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
pods:
  - name: nobody
`,
  }),
  right: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
pods:
  - name: app
`,
  }),
});
