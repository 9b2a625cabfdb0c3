import { defineAction } from "./action.ts";
import { describeTarget, setTarget, SWITCHING, targetSchema } from "./target.ts";

/** Takes something out of service. */
export const down = defineAction({
  ...SWITCHING,
  schema: targetSchema.describe("takes something out of service"),
  describe: (target) => describeTarget(target, false),
  act: (stage, target) => setTarget(stage, target, false),
});
