import * as z from "zod";
import { deleteLink, getLink } from "../../../netlink/mod.ts";
import { linkName } from "../fields.ts";
import { defineAction, pod } from "./action.ts";
import { inPod } from "./in_pod.ts";

/** Removes a link from a pod. */
export const remove = defineAction({
  schema: z.strictObject({ pod, link: linkName })
    .describe("removes a link from the pod behind everybody's back"),
  names: () => [],
  isOfPod: () => true,
  role: "event",
  describe: ({ link }) => `remove ${link} from the pod`,
  watch: "during",
  act({ pods }, { pod, link }) {
    inPod(pods, pod, (rt) => deleteLink(rt, getLink(rt, link).index));
  },
});
