import * as z from "zod";
import { label, linkName } from "../fields.ts";
import { defineAction, pod } from "./action.ts";
import { podNamed } from "./stage.ts";

/** Frames between a pod and a host. */
export const traffic = defineAction({
  schema: z.strictObject({
    pod,
    link: linkName.describe("the pod's link that the frames leave by"),
    host: label.describe("a host of the fabric"),
    intervalMs: z.int().min(1).max(10_000).exactOptional(),
  }).describe("frames between the pod and a host, from now until the scenario is over"),
  names: ({ host }) => [{ key: "host", kind: "host", name: host }],
  isOfPod: () => true,
  role: "event",
  describe: ({ link, host }) => `send probes between ${link} and the host ${host}`,
  watch: "during",
  act({ pods, traffic }, { pod, ...ends }) {
    traffic.start({ netns: podNamed(pods, pod).netns, ...ends });
  },
});
