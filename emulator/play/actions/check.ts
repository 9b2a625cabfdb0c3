import { defineAction } from "./action.ts";
import { CALL, callSchema, describeCall, makeCalls } from "./call.ts";

/** Checks all networks of a pod, where Multus would check the default one only. */
export const check = defineAction({
  ...CALL,
  schema: callSchema.describe("has the plugins compare what is with what they did"),
  role: "call",
  describe: (detail) => describeCall("check", detail),
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.check({ everything: true })),
});
