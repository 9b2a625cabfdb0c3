/** Watching what a step causes: the links of the pod, the traffic, the words on the fabric. */

import { sleepSync } from "../../lab/sleep.ts";
import type { Ears } from "./ears.ts";
import type { Announcement } from "./frames.ts";
import type { FlowReport } from "./flow.ts";
import { Timeline } from "./timeline.ts";
import type { Traffic } from "./traffic.ts";
import type { Expectation } from "./types.ts";
import type { LinkWatch } from "./watch.ts";

/** Between two looks, ms. */
const PACE_MS = 1;
/** A probe that is this late is lost, ms. */
const PATIENCE_MS = 250;
/** How long traffic may take to become quiet, ms. */
const QUIET_WITHIN_MS = 5000;

/** What was seen. */
export interface Observation {
  timeline: Timeline;
  announcements: (Announcement & { atMs: number })[];
  /** By the direction's name; empty without traffic. */
  flows: Record<string, FlowReport>;
  /** When links became as expected, for good, in ms since they are watched. */
  met: { activeLink?: number; aggregator?: number };
}

/** Probes in a row that did not come through, and when the next one did, ms since the step began. */
interface Break {
  skipped: number;
  endMs: number;
}

/** Whom to watch. */
export interface Watched {
  watch?: LinkWatch | undefined;
  /** Pods that nothing is expected of. */
  others?: readonly LinkWatch[];
  traffic?: Traffic | undefined;
  /** Who hears announcements where there is no traffic. */
  ears?: Ears | undefined;
}

/** Sees what goes on in a step. */
export class Observer {
  readonly observation: Observation;
  #watched: Watched;
  /** In ms since the step began. */
  #watchedSinceMs = 0;
  readonly #expect: Expectation;
  /** What has been as expected from the first look on: it may yet change. */
  readonly #unchanged = new Set(["activeLink", "aggregator"] as const);
  /** The longest break of each direction: where frames get lost all the time, there are many. */
  readonly #breaks = new Map<string, Break>();

  /** Times count from the beginning of `timeline`. */
  constructor(timeline: Timeline, watched: Watched, expect: Expectation = {}) {
    this.observation = { timeline, announcements: [], flows: {}, met: {} };
    this.#watched = watched;
    this.#expect = expect;
  }

  /** Watches the links of `watch` from now on: what is expected of them counts from here. */
  watch(watch: LinkWatch): void {
    this.#watched = { ...this.#watched, watch };
    this.#watchedSinceMs = this.observation.timeline.elapsedMs;
  }

  /** Goes on looking until `work` has ended. */
  async during<T>(work: Promise<T>): Promise<T> {
    let ended = false;
    const end = () => {
      ended = true;
    };
    work.then(end, end);
    while (!ended) {
      this.#look();
      await new Promise((resolve) => setTimeout(resolve, PACE_MS));
    }
    return await work;
  }

  /**
   * Looks until everything that is expected within a time has happened or is late, and the traffic is
   * quiet again. Does not let go of the thread meanwhile: timers of the event loop are late by many ms
   * on a busy guest.
   */
  untilQuiet(): Observation {
    const { observation } = this;
    const { traffic } = this.#watched;
    do {
      this.#look();
      sleepSync(PACE_MS);
    } while (!this.#isOver());
    for (const [direction, { skipped, endMs }] of this.#breaks) {
      const what = `frames get through again ${direction}, after ${skipped} that did not`;
      observation.timeline.mark({ kind: "resumed", to: direction, what }, endMs);
    }
    const nowMs = observation.timeline.now();
    for (const flow of traffic ? [traffic.outward, traffic.inward] : []) {
      observation.flows[flow.name] = flow.report(nowMs, PATIENCE_MS);
    }
    return observation;
  }

  #look(): void {
    const { watch, others = [], traffic, ears } = this.#watched;
    for (const change of watch?.changes() ?? []) {
      this.observation.timeline.mark(change);
      if (change.kind === "address") traffic?.refresh();
    }
    for (const change of others.flatMap((other) => other.changes())) {
      this.observation.timeline.mark({ ...change, what: `${change.pod}: ${change.what}` });
    }
    if (traffic) listen(traffic, this.observation, this.#breaks);
    for (const announcement of ears?.heard() ?? []) note(this.observation, announcement);
    if (watch) this.#compare(watch);
  }

  /** Notes since when it has been as expected. */
  #compare(watch: LinkWatch): void {
    const { timeline, met } = this.observation;
    const { activeLink, aggregator } = this.#expect;
    const watchedMs = timeline.elapsedMs - this.#watchedSinceMs;
    const note = (what: "activeLink" | "aggregator", isMet: boolean) => {
      if (isMet) met[what] ??= Math.round(watchedMs);
      else {
        delete met[what];
        this.#unchanged.delete(what);
      }
    };
    if (activeLink) {
      note("activeLink", watch.activeLink(activeLink.bond) === activeLink.is);
    }
    if (aggregator) {
      note("aggregator", watch.aggregatorPorts(aggregator.bond) === aggregator.ports);
    }
  }

  #isOver(): boolean {
    const { timeline, met, announcements } = this.observation;
    const { traffic } = this.#watched;
    const { activeLink, aggregator, announces } = this.#expect;
    const { elapsedMs } = timeline;
    const decided = (limitMs: number | undefined, happened: boolean, ms = elapsedMs) =>
      limitMs === undefined || happened || ms > limitMs;
    const watchedMs = elapsedMs - this.#watchedSinceMs;
    const became = (what: "activeLink" | "aggregator") =>
      met[what] !== undefined && !this.#unchanged.has(what);
    const quiet = !traffic || elapsedMs > QUIET_WITHIN_MS ||
      [traffic.outward, traffic.inward].every((flow) => flow.isQuiet(timeline.now(), PATIENCE_MS));
    return quiet &&
      decided(activeLink?.withinMs, became("activeLink"), watchedMs) &&
      decided(aggregator?.withinMs, became("aggregator"), watchedMs) &&
      decided(
        announces?.withinMs,
        announcements.some((heard) => announces !== undefined && isExpected(announces, heard)),
      );
  }
}

function note({ timeline, announcements }: Observation, announcement: Announcement): void {
  announcements.push({ ...announcement, atMs: Math.round(timeline.elapsedMs) });
  const { address, mac } = announcement;
  const what = `${address} is announced from ${mac}`;
  timeline.mark({ kind: "announced", from: mac, to: address, what });
}

function listen(
  traffic: Traffic,
  observation: Observation,
  breaks: Map<string, Break>,
): void {
  const { timeline } = observation;
  const { announcements: heard, resumed } = traffic.turn(timeline.now());
  for (const announcement of heard) note(observation, announcement);
  for (const { direction, skipped } of resumed) {
    const longest = breaks.get(direction);
    if (longest && longest.skipped >= skipped) continue;
    breaks.set(direction, { skipped, endMs: timeline.elapsedMs });
  }
}

/** Whether an announcement is the one that is expected. */
export function isExpected(
  { address, mac }: NonNullable<Expectation["announces"]>,
  heard: Announcement,
): boolean {
  return heard.address === address && (mac === undefined || heard.mac === mac);
}
