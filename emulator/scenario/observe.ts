/** Watching what a step causes: the links of the pod, the traffic, the words on the fabric. */

import type { Announcement } from "./frames.ts";
import type { FlowCount } from "./flow.ts";
import { Timeline } from "./timeline.ts";
import type { Traffic } from "./traffic.ts";
import type { Expectation } from "./types.ts";
import type { LinkWatch } from "./watch.ts";

/** A probe that is this late is lost, ms. */
const PATIENCE_MS = 250;
/** How long traffic may take to become quiet, ms. */
const QUIET_WITHIN_MS = 10_000;

/** What was seen. */
export interface Observation {
  timeline: Timeline;
  announcements: (Announcement & { atMs: number })[];
  /** By the direction's name; empty without traffic. */
  flows: Record<string, FlowCount>;
}

/** Whom to watch. */
export interface Watched {
  watch?: LinkWatch | undefined;
  traffic?: Traffic | undefined;
}

/**
 * Watches from the moment at which `timeline` began until everything in `expect` that has a time
 * limit has happened or is late, and the traffic is quiet again.
 */
export async function observe(
  timeline: Timeline,
  { watch, traffic }: Watched,
  expect: Expectation = {},
): Promise<Observation> {
  const announcements: Observation["announcements"] = [];
  const { now } = timeline;
  for (;;) {
    for (const what of watch?.changes(1) ?? []) {
      timeline.mark(what);
      if (/ has the address /.test(what)) traffic?.refresh();
    }
    for (const announcement of traffic?.turn(now()) ?? []) {
      announcements.push({ ...announcement, atMs: Math.round(timeline.elapsedMs) });
      timeline.mark(`${announcement.address} is announced from ${announcement.mac}`);
    }
    markLimits(timeline, watch, expect);
    if (isOver(timeline, { watch, traffic }, expect, announcements)) break;
    await Promise.resolve();
  }
  const flows = traffic ? [traffic.outward, traffic.inward] : [];
  return {
    timeline,
    announcements,
    flows: Object.fromEntries(flows.map((flow) => [flow.name, flow.count(now(), PATIENCE_MS)])),
  };
}

/** The words that mark the moment at which an expectation came true. */
export const MET = {
  activeLink: "the expected link carries the traffic",
  aggregator: "the aggregator has formed",
} as const;

function markLimits(timeline: Timeline, watch: LinkWatch | undefined, expect: Expectation): void {
  const { activeLink, aggregator } = expect;
  const note = (what: string, isMet: () => boolean) => {
    if (timeline.timeOf(what) === undefined && isMet()) timeline.mark(what);
  };
  if (activeLink) {
    note(MET.activeLink, () => (watch?.activeLink(activeLink.bond) ?? "") === activeLink.is);
  }
  if (aggregator) {
    note(MET.aggregator, () => watch?.aggregatorPorts(aggregator.bond) === aggregator.ports);
  }
}

function isOver(
  timeline: Timeline,
  { traffic }: Watched,
  expect: Expectation,
  announcements: Observation["announcements"],
): boolean {
  const { activeLink, aggregator, announces } = expect;
  const { elapsedMs } = timeline;
  const decided = (limitMs: number | undefined, happened: boolean) =>
    limitMs === undefined || happened || elapsedMs > limitMs;
  const quiet = !traffic || elapsedMs > QUIET_WITHIN_MS ||
    [traffic.outward, traffic.inward].every((flow) => flow.isQuiet(timeline.now(), PATIENCE_MS));
  return quiet &&
    decided(activeLink?.withinMs, timeline.timeOf(MET.activeLink) !== undefined) &&
    decided(aggregator?.withinMs, timeline.timeOf(MET.aggregator) !== undefined) &&
    decided(
      announces?.withinMs,
      announcements.some(({ address }) => address === announces?.address),
    );
}
