import * as z from "zod";
import { compareValues, defineOutcome } from "./outcome.ts";

/** What Multus writes into the pod. */
export const networkStatus = defineOutcome({
  schema: z.array(z.record(z.string(), z.unknown())).exactOptional()
    .describe('the annotation k8s.v1.cni.cncf.io/network-status; "*" stands for any text'),
  unmet: (expected, pod) => compareValues("", "networkStatus", expected, pod.networkStatus),
});
