/** Two gateways of one family. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `default-route`. */
export const defaultRoute = defineRule({
  code: "default-route",
  severity: "error",
  replay: "rest",
  title: "two gateways of one family",
  why: "Multus refuses a pod that asks for more than one: the pod does not start.",
  remedy: "Keep default-route in one network, with one gateway for each family at most.",
  wrong: variation({
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "default-route": ["10.56.217.1", "10.56.217.2"]}]',
  }),
  right: variation({
    networks:
      '[{"name": "east"}, {"name": "west"}, {"name": "bond", "interface": "bond0", "default-route": ["10.56.217.1"]}]',
  }),
});
