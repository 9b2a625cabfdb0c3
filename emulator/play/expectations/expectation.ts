/** What an expectation of a scenario's step is. */

import type * as z from "zod";
import type { NodeModel } from "../../input/model.ts";
import type { PodLink } from "../../lab/sandbox/mod.ts";
import type { Unmet } from "../unmet.ts";

/** An address that a station tells everybody about. */
export interface Announcement {
  /** "arp" for a gratuitous ARP, "na" for an unsolicited neighbour advertisement. */
  kind: "arp" | "na";
  address: string;
  mac: string;
}

/** The bonds of a pod as they are. */
export interface BondView {
  /** Returns the name of the link that a bond sends through, "" for none; undefined without the bond. */
  activeLink(bond: string): string | undefined;
  /** Returns how many links are in the active aggregator of a bond; undefined without the bond. */
  aggregatorPorts(bond: string): number | undefined;
}

/** Frames of one direction. */
interface FlowCount {
  lost: number;
  duplicated: number;
  /** The longest time during which nothing came through, ms. */
  maxGapMs: number;
}

/** Everything that is known after a step. */
export interface Seen {
  /** Messages of the calls that failed. */
  failures: readonly string[];
  /** Links of the pod; empty when it has no namespace. */
  links: readonly PodLink[];
  /** By the direction's name; empty without traffic. */
  flows: Readonly<Record<string, FlowCount>>;
  /** When the bonds were as expected for good, or the announcement was heard, ms; undefined if never. */
  metMs: number | undefined;
}

/** What must be looked at to see whether an expectation is met. */
export type Watching =
  | { look: "calls" | "flows" | "links" }
  /** The bonds, until they are so for good: at most `withinMs` after the calls. */
  | { look: "bonds"; withinMs: number; isMet(bonds: BondView): boolean }
  /** What the fabric hears, until this is heard. */
  | { look: "announcements"; withinMs: number; isMet(heard: Announcement): boolean };

/** An expectation: everything that others need to know of what may be written under its name. */
export interface ExpectationKind<Expected> {
  /** Returns what keeps it from being seen on that node. */
  obstacle(node: NodeModel): { message: string; hint: string } | undefined;
  watch(expected: Expected): Watching;
  /** Returns what is not as expected, by keys below its own name. */
  unmet(expected: Expected, seen: Seen): Unmet[];
}

/** Returns an expectation whose details are those that its schema allows. */
export function defineExpectation<S extends z.ZodType>(
  expectation: { schema: S } & ExpectationKind<z.output<S>>,
): { schema: S } & ExpectationKind<z.output<S>> {
  return expectation;
}

/** Returns what is wrong with the time that something took. */
export function late(what: string, metMs: number | undefined, limitMs: number): Unmet[] {
  if (metMs !== undefined && metMs <= limitMs) return [];
  const message = metMs === undefined
    ? `${what} did not happen within ${limitMs} ms`
    : `${what} took ${metMs} ms; at most ${limitMs} are allowed`;
  return [{ key: "withinMs", wanted: limitMs, got: metMs ?? null, message }];
}
