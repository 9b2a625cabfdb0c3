import * as z from "zod";
import { milliseconds } from "../fields.ts";
import { defineExpectation } from "./expectation.ts";

/** What may become of the frames of the traffic. */
export const traffic = defineExpectation({
  schema: z.strictObject({
    maxLost: z.int().min(0).exactOptional(),
    maxDuplicated: z.int().min(0).exactOptional(),
    maxGapMs: milliseconds.exactOptional().describe("how long nothing may come through"),
  }).describe("frames, from this step on until it is quiet again"),
  obstacle: () => undefined,
  watch: () => ({ look: "flows" }),
  unmet({ maxLost, maxDuplicated, maxGapMs }, { flows }) {
    if (Object.keys(flows).length === 0) {
      return ["no probes were sent: traffic must have started, and its pod be there"];
    }
    return Object.entries(flows).flatMap(([direction, count]) => {
      const limits = [
        [count.lost, maxLost, "probes lost"],
        [count.duplicated, maxDuplicated, "probes doubled"],
        [count.maxGapMs, maxGapMs, "ms without a probe"],
      ] as const;
      return limits.flatMap(([found, limit, what]) =>
        limit === undefined || found <= limit
          ? []
          : [`${direction}: ${found} ${what}; at most ${limit} are allowed`]
      );
    });
  },
});
