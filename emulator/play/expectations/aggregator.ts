import * as z from "zod";
import { linkName, milliseconds } from "../fields.ts";
import { defineExpectation, late } from "./expectation.ts";

/** How many links are in the active aggregator of a bond. */
export const aggregator = defineExpectation({
  schema: z.strictObject({ bond: linkName, ports: z.int().min(0), withinMs: milliseconds })
    .describe("802.3ad: how many links are in the active aggregator"),
  obstacle: () => undefined,
  watch: ({ bond, ports, withinMs }) => ({
    look: "bonds",
    withinMs,
    isMet: (bonds) => bonds.aggregatorPorts(bond) === ports,
  }),
  unmet: ({ bond, ports, withinMs }, { metMs }) =>
    late(`${bond} having an aggregator of ${ports} links`, metMs, withinMs),
});
