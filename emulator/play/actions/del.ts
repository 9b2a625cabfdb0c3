import * as z from "zod";
import { defineAction } from "./action.ts";
import { CALL, callSchema, describeCall, makeCalls } from "./call.ts";

/** Detaches a pod. */
export const del = defineAction({
  ...CALL,
  schema: callSchema.extend({
    netns: z.string().exactOptional().describe("what CNI_NETNS says instead; empty for none"),
    podGone: z.boolean().exactOptional()
      .describe("the API does not know the pod any more, so that Multus has only its memory of it"),
  }).describe("detaches a pod"),
  role: "call",
  describe({ netns, podGone, ...detail }) {
    return describeCall(
      "detach",
      detail,
      ...(netns === undefined ? [] : [netns === "" ? "without a namespace" : `in ${netns}`]),
      ...(podGone ? ["gone from the API"] : []),
    );
  },
  act: (stage, detail) => makeCalls(stage, detail, (pod) => pod.detach(detail)),
});
