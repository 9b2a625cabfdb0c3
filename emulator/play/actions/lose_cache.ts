import * as z from "zod";
import { defineAction, pod } from "./action.ts";
import { podNamed } from "./stage.ts";

/** Loses what is remembered of a pod. */
export const loseCache = defineAction({
  schema: z.strictObject({
    pod,
    results: z.boolean().exactOptional().describe("the results of plugins, not the delegates"),
  }).describe("loses what Multus remembers of the pod: its delegates, or only results"),
  names: () => [],
  isOfPod: () => true,
  role: "event",
  describe: ({ results }) =>
    `lose ${results ? "the results" : "the delegates"} that are remembered`,
  watch: "during",
  act({ pods }, { pod, results = false }) {
    const one = podNamed(pods, pod);
    if (results) one.loseResults();
    else one.loseDelegates();
  },
});
