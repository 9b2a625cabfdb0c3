import * as z from "zod";
import { linkName, milliseconds } from "../fields.ts";
import { defineExpectation, late } from "./expectation.ts";

/** The link that carries a bond's traffic. */
export const activeLink = defineExpectation({
  schema: z.strictObject({
    bond: linkName,
    is: z.union([linkName, z.literal("")]).describe('"" for none'),
    withinMs: milliseconds.describe("from then on; after the calls, where the step is one"),
  }).describe("which link the bond sends through at last"),
  obstacle: () => undefined,
  watch: ({ bond, is, withinMs }) => ({
    look: "bonds",
    withinMs,
    isMet: (bonds) => bonds.activeLink(bond) === is,
  }),
  unmet: ({ bond, is, withinMs }, { metMs }) =>
    late(`${bond} sending through ${is}`, metMs, withinMs),
});
