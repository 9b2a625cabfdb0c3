import { defineAction } from "./action.ts";
import { CALL, callSchema, describeCall, makeCalls, MULTUS } from "./call.ts";

/** GC of all networks of a pod, which Multus does not pass on. */
export const gc = defineAction({
  ...CALL,
  schema: callSchema.extend({ multus: MULTUS }).describe(
    "tells the plugins of the pod's networks which attachments there still are, so that they clear " +
      "up after all others",
  ),
  role: "call",
  describe: ({ multus, ...detail }) =>
    describeCall(
      "clear up after the networks of",
      detail,
      ...(multus ? ["as Multus passes it on"] : []),
    ),
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.collectGarbage(detail)),
});
