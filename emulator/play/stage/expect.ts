/** What is seen against what is expected. Pure. */

import type { PodLink } from "../../lab/sandbox/mod.ts";
import { isExpected, type Observation } from "./observe.ts";
import type { Expectation, ExpectedLink } from "./types.ts";

/** Everything that is known after a step. */
export interface Outcome {
  /** Messages of the calls that failed. */
  failures: readonly string[];
  observation: Observation;
  /** Links of the pod; empty when it has no namespace. */
  links: readonly PodLink[];
}

/** Returns what is not as expected, one sentence each. */
export function unmet(expect: Expectation, outcome: Outcome): string[] {
  return [
    ...callProblems(expect, outcome.failures),
    ...observationProblems(expect, outcome.observation),
    ...Object.entries(expect.links ?? {}).flatMap(([name, link]) =>
      linkProblems(name, link, outcome.links.find((found) => found.name === name))
    ),
  ];
}

function callProblems(
  { succeeds, error }: Expectation,
  failures: readonly string[],
): string[] {
  if (error !== undefined) {
    if (failures.some((failure) => failure.includes(error))) {
      return succeeds ? ["it was expected to succeed, and failed"] : [];
    }
    const instead = failures.length === 0 ? "it succeeded" : failures.join("; ");
    return [`an error with ${JSON.stringify(error)} was expected, but: ${instead}`];
  }
  if (succeeds === false) {
    return failures.length > 0 ? [] : ["it was expected to fail, and succeeded"];
  }
  return failures.map((failure) => `it failed: ${failure}`);
}

function observationProblems(expect: Expectation, seen: Observation): string[] {
  const { activeLink, aggregator, announces, traffic } = expect;
  const problems: string[] = [];
  const late = (what: string, atMs: number | undefined, limitMs: number) => {
    if (atMs === undefined) problems.push(`${what} did not happen within ${limitMs} ms`);
    else if (atMs > limitMs) {
      problems.push(`${what} took ${atMs} ms; at most ${limitMs} are allowed`);
    }
  };
  if (activeLink) {
    const what = `${activeLink.bond} sending through ${activeLink.is}`;
    late(what, seen.met.activeLink, activeLink.withinMs);
  }
  if (aggregator) {
    const what = `${aggregator.bond} having an aggregator of ${aggregator.ports} links`;
    late(what, seen.met.aggregator, aggregator.withinMs);
  }
  if (announces) {
    const { address, mac, withinMs } = announces;
    const heard = seen.announcements.find((announcement) => isExpected(announces, announcement));
    late(`an announcement of ${address}${mac ? ` from ${mac}` : ""}`, heard?.atMs, withinMs);
  }
  if (traffic && Object.keys(seen.flows).length === 0) {
    problems.push("no probes were sent: traffic must have started, and its pod be there");
  }
  for (const [direction, count] of Object.entries(seen.flows)) {
    const limits = [
      [count.lost, traffic?.maxLost, "probes lost"],
      [count.duplicated, traffic?.maxDuplicated, "probes doubled"],
      [count.maxGapMs, traffic?.maxGapMs, "ms without a probe"],
    ] as const;
    for (const [found, limit, what] of limits) {
      if (limit === undefined || found <= limit) continue;
      problems.push(`${direction}: ${found} ${what}; at most ${limit} are allowed`);
    }
  }
  return problems;
}

function linkProblems(
  name: string,
  expected: ExpectedLink | null,
  found: PodLink | undefined,
): string[] {
  if (expected === null) return found ? [`the pod has ${name}, which it must not have`] : [];
  if (!found) return [`the pod has no ${name}`];
  return Object.entries(expected).flatMap(([key, value]) => {
    const actual = found[key as keyof ExpectedLink];
    if (JSON.stringify(actual) === JSON.stringify(value)) return [];
    return [`${name}: ${key} is ${JSON.stringify(actual)}, ${JSON.stringify(value)} is expected`];
  });
}
