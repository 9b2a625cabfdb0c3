/** An annotation that Multus cannot read. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `annotation`. */
export const annotation = defineRule({
  code: "annotation",
  severity: "error",
  replay: "rest",
  title: "an annotation that Multus cannot read",
  why: "Multus refuses the pod before any plugin has run: the pod does not start.",
  remedy: "Write a list of names, or a JSON list of objects that each have a name.",
  wrong: variation({ networks: '{"name": "east"}' }),
  right: variation({
    networks: '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0"}]',
  }),
});
