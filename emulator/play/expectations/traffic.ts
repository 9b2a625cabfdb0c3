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
      const message = "no probes were sent: traffic must have started, and its pod be there";
      return [{ key: "", wanted: { maxLost, maxDuplicated, maxGapMs }, got: null, message }];
    }
    return Object.entries(flows).flatMap(([direction, count]) => {
      const limits = [
        ["maxLost", count.lost, maxLost, "probes lost"],
        ["maxDuplicated", count.duplicated, maxDuplicated, "probes doubled"],
        ["maxGapMs", count.maxGapMs, maxGapMs, "ms without a probe"],
      ] as const;
      return limits.flatMap(([key, got, wanted, what]) => {
        if (wanted === undefined || got <= wanted) return [];
        const message = `${direction}: ${got} ${what}; at most ${wanted} are allowed`;
        return [{ key, wanted, got, message }];
      });
    });
  },
});
