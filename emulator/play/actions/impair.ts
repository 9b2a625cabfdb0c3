import * as z from "zod";
import { linkName, milliseconds } from "../fields.ts";
import { defineAction } from "./action.ts";

/** Frames that get lost, or late, on a cable. */
export const impair = defineAction({
  schema: z.strictObject({
    cable: linkName.describe("the cable of that physical function or NIC"),
    lossPercent: z.number().min(0).max(100).exactOptional(),
    delayMs: milliseconds.exactOptional(),
  }).describe("has frames get lost or late; neither one ends it"),
  names: ({ cable }) => [{ key: "cable", kind: "cable", name: cable }],
  isOfPod: () => false,
  role: "event",
  describe({ cable, lossPercent, delayMs }) {
    const effects = [
      ...(lossPercent ? [`lose ${lossPercent} % of the frames`] : []),
      ...(delayMs ? [`hold frames back for ${delayMs} ms`] : []),
    ];
    return `${effects.join(" and ") || "lose nothing"} on the cable of ${cable}`;
  },
  watch: "during",
  act: ({ sandbox }, { cable, ...netem }) => sandbox.hardware.impairCable(cable, netem),
});
