/** An amount that devices do not come in. */

import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

/** The finding `resource-amount`. */
export const resourceAmount = defineRule({
  code: "resource-amount",
  severity: "error",
  replay: "rest",
  title: "an amount that devices do not come in",
  why: "The API server refuses the pod: devices come in whole numbers, and request and " +
    "limit are one and the same.",
  remedy: "Write the same whole number under requests and limits.",
  wrong: variation({ resources: '{"example.org/east": "500m", "example.org/west": "1"}' }),
  right: variation({ resources: '{"example.org/east": "1", "example.org/west": "1"}' }),
});
