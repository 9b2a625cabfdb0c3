import * as z from "zod";
import { defineAction, pod } from "./action.ts";
import { podNamed } from "./stage.ts";

/** Removes the namespace of a pod. */
export const removeNamespace = defineAction({
  schema: z.strictObject({ pod })
    .describe("removes the pod's namespace, as a crash of the container runtime does"),
  names: () => [],
  isOfPod: () => true,
  role: "event",
  describe: () => "remove the pod's namespace",
  watch: "after",
  act({ sandbox, pods, traffic }, { pod }) {
    // Its sockets would keep the namespace.
    traffic.stop();
    sandbox.deletePod(podNamed(pods, pod).netns);
  },
});
