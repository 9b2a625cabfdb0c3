import { defineAction } from "./action.ts";
import { BY, CALL, callSchema, describeBy, describeCall, makeCalls } from "./call.ts";

/** GC of all networks of a pod, which Multus does not pass on. */
export const gc = defineAction({
  ...CALL,
  schema: callSchema.extend({ by: BY }).describe(
    "tells the plugins of the pod's networks which attachments there still are, so that they clear " +
      "up after all others",
  ),
  role: "call",
  describe: ({ by, ...detail }) =>
    describeCall(
      "clear up after the networks of",
      detail,
      ...describeBy(by),
    ),
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.collectGarbage(detail)),
});
