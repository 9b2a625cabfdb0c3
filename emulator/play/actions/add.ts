import { defineAction } from "./action.ts";
import { CALL, callSchema, describeCall, makeCalls } from "./call.ts";

/** Attaches a pod. */
export const add = defineAction({
  ...CALL,
  schema: callSchema.describe("attaches a pod"),
  role: "attach",
  describe: (detail) => describeCall("attach", detail),
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.attach()),
});
