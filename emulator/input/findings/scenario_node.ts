/** A node that cannot be built. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `scenario-node`. */
export const scenarioNode = defineRule({
  code: "scenario-node",
  severity: "error",
  replay: "none",
  title: "a node that cannot be built",
  why: "The scenario's node contradicts itself: nothing can be replayed on it.",
  remedy: "Correct the node of the scenario.",
  wrong: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
node:
  nics:
    - {name: ens3, switch: nowhere}
`,
  }),
  right: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
node:
  nics:
    - {name: ens3}
`,
  }),
});
