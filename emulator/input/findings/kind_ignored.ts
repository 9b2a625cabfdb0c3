/** An object that has no part in networks. */

import { beside, GOOD } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `kind-ignored`. */
export const kindIgnored = defineRule({
  code: "kind-ignored",
  severity: "info",
  replay: "all",
  title: "an object that has no part in networks",
  why: "It is neither read nor checked here.",
  remedy: "There is nothing to do.",
  wrong: beside("service.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: app\n"),
  right: GOOD,
});
