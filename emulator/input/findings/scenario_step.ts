/** A step that cannot be taken. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `scenario-step`. */
export const scenarioStep = defineRule({
  code: "scenario-step",
  severity: "error",
  replay: "none",
  title: "a step that cannot be taken",
  why: "The scenario asks for something that is not there: it cannot be played as it was " +
    "meant.",
  remedy: "Correct the step; bond schema scenario describes all of them.",
  wrong: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
steps:
  - down: {cable: ens9f9}
`,
  }),
  right: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
steps:
  - down: {cable: ens1f0}
`,
  }),
});
