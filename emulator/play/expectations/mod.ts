/**
 * What can be expected after a step: a file each, and a row of the table.
 * @module
 */

import type * as z from "zod";
import type { NodeModel } from "../../input/model.ts";
import { activeLink } from "./active_link.ts";
import { aggregator } from "./aggregator.ts";
import { announces } from "./announces.ts";
import { error } from "./error.ts";
import type { ExpectationKind, Seen, Watching } from "./expectation.ts";
import { links } from "./links.ts";
import { succeeds } from "./succeeds.ts";
import { traffic } from "./traffic.ts";
import { below, type Unmet } from "../unmet.ts";

export type { Announcement, BondView, Seen, Watching } from "./expectation.ts";
export { linkFields, NO_LINK } from "./links.ts";

/** All expectations, by the name under which a step has them, in the order in which they are told. */
export const EXPECTATIONS = {
  succeeds,
  error,
  activeLink,
  aggregator,
  announces,
  traffic,
  links,
} as const;

/** The name of an expectation. */
export type ExpectationName = keyof typeof EXPECTATIONS;

/** What is expected after a step. */
export type Expectation = {
  [N in ExpectationName]?: z.output<(typeof EXPECTATIONS)[N]["schema"]>;
};

/** An expectation with its details. */
export interface BoundExpectation {
  name: ExpectationName;
  watching: Watching;
  obstacle(node: NodeModel): { message: string; hint: string } | undefined;
  unmet(seen: Seen): Unmet[];
}

/** Returns what is expected, one by one. Where nothing is said of them, the calls of a step succeed. */
export function bindExpectations(expect: Expectation): BoundExpectation[] {
  const all = { ...(expect.error === undefined ? { succeeds: true } : {}), ...expect };
  return (Object.keys(EXPECTATIONS) as ExpectationName[]).flatMap((name) => {
    const expected: unknown = all[name];
    if (expected === undefined) return [];
    // A kind and the details under its own name belong together, which the compiler cannot see.
    const kind: ExpectationKind<unknown> = EXPECTATIONS[name];
    return [{
      name,
      watching: kind.watch(expected),
      obstacle: (node: NodeModel) => kind.obstacle(node),
      unmet: (seen: Seen) => kind.unmet(expected, seen).map((one) => below(name, one)),
    }];
  });
}
