import * as z from "zod";
import { defineAction } from "./action.ts";

/** Reboots the node. */
export const reboot = defineAction({
  schema: z.strictObject({})
    .describe("namespaces and what is in memory are lost; what is on disk stays"),
  names: () => [],
  isOfPod: () => false,
  role: "event",
  describe: () => "reboot the node",
  watch: "after",
  act({ sandbox, traffic }) {
    // Its sockets would keep the namespaces.
    traffic.stop();
    sandbox.reboot();
  },
});
