/** Devices that nobody uses. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `resource-not-referenced`. */
export const resourceNotReferenced = defineRule({
  code: "resource-not-referenced",
  severity: "warning",
  replay: "all",
  title: "devices that nobody uses",
  why: "The pod holds devices that none of its networks takes: nobody else can have them.",
  remedy: "Ask for as many as there are networks that name the resource, or list the network " +
    "that is missing.",
  wrong: variation({ resources: '{"example.org/east": "2", "example.org/west": "1"}' }),
  right: variation({ resources: '{"example.org/east": "1", "example.org/west": "1"}' }),
});
