import * as z from "zod";
import { milliseconds } from "../fields.ts";
import { defineAction } from "./action.ts";

/** Lets time pass. */
export const wait = defineAction({
  schema: z.strictObject({ ms: milliseconds }),
  names: () => [],
  isOfPod: () => false,
  role: "event",
  describe: ({ ms }) => `wait ${ms} ms`,
  watch: "during",
  async act(_stage, { ms }) {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { failures: [], impossible: [] };
  },
});
