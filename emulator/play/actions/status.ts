import { defineAction } from "./action.ts";
import { BY, CALL, callSchema, describeBy, describeCall, makeCalls } from "./call.ts";

/** STATUS of all networks of a pod, where Multus would ask for the default one only. */
export const status = defineAction({
  ...CALL,
  schema: callSchema.extend({ by: BY }).describe(
    "asks the plugins of the pod's networks whether they can serve ADD",
  ),
  role: "call",
  describe: ({ by, ...detail }) =>
    describeCall(
      "ask for the status of the networks of",
      detail,
      ...describeBy(by),
    ),
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.askStatus(detail)),
});
