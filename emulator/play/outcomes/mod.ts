/**
 * What can be expected of a pod when everything is over: a file each, and a row of the table.
 * @module
 */

import * as z from "zod";
import type { PodReport } from "../replay/mod.ts";
import { calls } from "./calls.ts";
import { failures } from "./failures.ts";
import { leaks } from "./leaks.ts";
import { links } from "./links.ts";
import { networkStatus } from "./network_status.ts";
import type { OutcomeKind } from "./outcome.ts";
import { verdict } from "./verdict.ts";
import { below, type Unmet } from "../unmet.ts";

export { differs } from "./outcome.ts";

/** All of them, by the name under which a scenario has them, in the order in which they are told. */
const OUTCOMES = { verdict, failures, leaks, calls, links, networkStatus } as const;

/** What may be expected of a pod. */
export const outcomeSchema = z.strictObject(schemas());

function schemas(): { [N in keyof typeof OUTCOMES]: (typeof OUTCOMES)[N]["schema"] } {
  const entries = Object.entries(OUTCOMES).map(([name, { schema }]) => [name, schema]);
  // Object.fromEntries forgets which is which.
  return Object.fromEntries(entries) as ReturnType<typeof schemas>;
}

/** What is expected of a pod, defaults filled in. */
type PodExpectation = z.output<typeof outcomeSchema>;

/** Returns what is not as expected of a pod, by keys below its name. */
export function unmetOutcomes(expect: PodExpectation, pod: PodReport): Unmet[] {
  return Object.entries(OUTCOMES).flatMap(([name, kind]: [string, OutcomeKind<never>]) => {
    const expected = expect[name as keyof PodExpectation];
    if (expected === undefined) return [];
    return kind.unmet(expected as never, pod).map((one) => below(name, one));
  });
}
