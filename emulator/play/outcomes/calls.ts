import * as z from "zod";
import { defineOutcome } from "./outcome.ts";

const call = z.string()
  .regex(/^[A-Z]+ \S+ \S+$/, "a call is COMMAND INTERFACE TYPE, as ADD net1 sriov");

/** The plugins that ran. */
export const calls = defineOutcome({
  schema: z.array(call).exactOptional().describe(
    "the plugins that ran, in order, without IPAM's: COMMAND INTERFACE TYPE; - in the place of " +
      "the interface where the call is about the whole network",
  ),
  unmet(expected, pod) {
    const found = pod.steps.map(({ command, ifname, type }) =>
      `${command} ${ifname || "-"} ${type}`
    );
    const at = Array.from({ length: Math.max(found.length, expected.length) }, (_, i) => i)
      .find((i) => found[i] !== expected[i]);
    if (at === undefined) return [];
    const message =
      `call ${at + 1} is ${found[at] ?? "missing"}, and ${expected[at] ?? "none"} is expected ` +
      `(calls: ${found.join(", ")})`;
    return [{ key: `[${at}]`, wanted: expected[at] ?? null, got: found[at] ?? null, message }];
  },
});
