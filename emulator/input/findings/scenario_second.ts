/** A second scenario. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `scenario-second`. */
export const scenarioSecond = defineRule({
  code: "scenario-second",
  severity: "error",
  replay: "none",
  title: "a second scenario",
  why: "A scenario is a whole: which of several was meant cannot be told.",
  remedy: "Replay them one at a time: name the files, or put each into a folder of its own.",
  wrong: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
---
apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
`,
  }),
  right: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
`,
  }),
});
