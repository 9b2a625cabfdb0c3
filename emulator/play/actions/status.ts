import { defineAction } from "./action.ts";
import { CALL, callSchema, describeCall, makeCalls, MULTUS } from "./call.ts";

/** STATUS of all networks of a pod, where Multus would ask for the default one only. */
export const status = defineAction({
  ...CALL,
  schema: callSchema.extend({ multus: MULTUS }).describe(
    "asks the plugins of the pod's networks whether they can serve ADD",
  ),
  role: "call",
  describe: ({ multus, ...detail }) =>
    describeCall(
      "ask for the status of the networks of",
      detail,
      ...(multus ? ["as Multus passes it on"] : []),
    ),
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.askStatus(detail)),
});
