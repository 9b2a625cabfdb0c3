import { defineAction } from "./action.ts";
import { describeTarget, setTarget, SWITCHING, targetSchema } from "./target.ts";

/** Puts something back into service. */
export const up = defineAction({
  ...SWITCHING,
  schema: targetSchema.describe("puts it back"),
  describe: (target) => describeTarget(target, true),
  act: (stage, target) => setTarget(stage, target, true),
});
