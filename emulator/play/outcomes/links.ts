import * as z from "zod";
import { linkFields, NO_LINK } from "../expectations/mod.ts";
import { linkName } from "../fields.ts";
import type { Unmet } from "../unmet.ts";
import { compareValues, defineOutcome, differs } from "./outcome.ts";

const link = z.strictObject({
  ...linkFields,
  kind: z.string().exactOptional().describe('the driver\'s, such as "bond"; "" for hardware'),
  bond: z.record(z.string(), z.string()).exactOptional()
    .describe("options by the kernel's names, such as mode and active_slave"),
}).nullable().describe(NO_LINK);

/** The links of the pod. */
export const links = defineOutcome({
  schema: z.record(linkName, link).exactOptional()
    .describe("links of the pod by name, when all networks are attached"),
  unmet: (expected, pod) =>
    Object.entries(expected).flatMap(([name, properties]): Unmet[] => {
      const found = pod.podLinks.find((one) => one.name === name);
      const whole = { key: name, wanted: properties };
      if (properties === null) {
        return found ? [{ ...whole, got: name, message: `it has a link ${name}` }] : [];
      }
      if (!found) return [{ ...whole, got: null, message: `it has no link ${name}` }];
      const { bond, ...rest } = properties;
      return [
        ...Object.entries(rest).flatMap(([key, value]) =>
          compareValues(
            `${name}.${key}`,
            `${name}: ${key}`,
            value,
            found[key as keyof typeof rest],
          )
        ),
        ...Object.entries(bond ?? {}).flatMap(([option, value]) =>
          differs(`${name}.bond.${option}`, `${name}: ${option}`, found.bond?.[option], value)
        ),
      ];
    }),
});
