import * as z from "zod";
import { linkName, mac, mtu } from "../fields.ts";
import type { Unmet } from "../unmet.ts";
import { defineExpectation } from "./expectation.ts";

/** Properties of a link of a pod. */
export const linkFields = {
  up: z.boolean().exactOptional(),
  mac: mac.exactOptional(),
  mtu: mtu.exactOptional(),
  master: linkName.exactOptional().describe("the bond or bridge that it is a port of"),
  operState: z.string().exactOptional(),
  addresses: z.array(z.string()).exactOptional()
    .describe("all of them as CIDRs, but for link-local ones"),
};

/** What null stands for in the place of a link's properties. */
export const NO_LINK = "null: there is no such link";

/** Properties that links of the pod have. */
export const links = defineExpectation({
  schema: z.record(linkName, z.strictObject(linkFields).nullable().describe(NO_LINK))
    .describe("links of the pod by name"),
  obstacle: () => undefined,
  watch: () => ({ look: "links" }),
  unmet: (expected, { links }) =>
    Object.entries(expected).flatMap(([name, properties]): Unmet[] => {
      const found = links.find((link) => link.name === name);
      const whole = { key: name, wanted: properties };
      if (properties === null) {
        if (!found) return [];
        return [{ ...whole, got: name, message: `the pod has ${name}, which it must not have` }];
      }
      if (!found) return [{ ...whole, got: null, message: `the pod has no ${name}` }];
      return Object.entries(properties).flatMap(([key, value]) => {
        const actual = found[key as keyof typeof properties];
        if (JSON.stringify(actual) === JSON.stringify(value)) return [];
        const [is, due] = [JSON.stringify(actual), JSON.stringify(value)];
        const message = `${name}: ${key} is ${is}, ${due} is expected`;
        return [{ key: `${name}.${key}`, wanted: value, got: actual ?? null, message }];
      });
    }),
});
