import { defineAction } from "./action.ts";
import { CALL, callSchema, describeCall, makeCalls } from "./call.ts";

/** GC of all networks of a pod, which Multus does not pass on. */
export const gc = defineAction({
  ...CALL,
  schema: callSchema.describe(
    "tells the plugins of the pod's networks which attachments there still are, so that they clear " +
      "up after all others",
  ),
  role: "call",
  describe: (detail) => describeCall("clear up after the networks of", detail),
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.collectGarbage()),
});
