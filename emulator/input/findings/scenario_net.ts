/** A configuration that cannot be read. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `scenario-net`. */
export const scenarioNet = defineRule({
  code: "scenario-net",
  severity: "error",
  replay: "none",
  title: "a configuration that cannot be read",
  why: "A pod of the scenario has no network without it.",
  remedy: "Name a CNI configuration, .conf or .conflist, from the scenario's own folder.",
  wrong: variation({
    more: `apiVersion: emulator.bond/v1
kind: ChainScenario
metadata:
  name: example
pods:
  - {name: alone, net: absent.conf}
  - {name: app}
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
