/** Watching what a step causes: the links of the pod, the traffic, the words on the fabric. */

import type { Announcement } from "./frames.ts";
import type { FlowCount } from "./flow.ts";
import { Timeline } from "./timeline.ts";
import type { Traffic } from "./traffic.ts";
import type { Expectation } from "./types.ts";
import type { LinkWatch } from "./watch.ts";

/** Between two looks, ms. */
const PACE_MS = 1;
/** What nobody ever wakes. */
const sleeper = new Int32Array(new SharedArrayBuffer(4));
/** A probe that is this late is lost, ms. */
const PATIENCE_MS = 250;
/** How long traffic may take to become quiet, ms. */
const QUIET_WITHIN_MS = 5000;

/** What was seen. */
export interface Observation {
  timeline: Timeline;
  announcements: (Announcement & { atMs: number })[];
  /** By the direction's name; empty without traffic. */
  flows: Record<string, FlowCount>;
  /** When expectations with a time limit came true, in ms since the step began. */
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
  traffic?: Traffic | undefined;
}

/** Sees what goes on in a step. */
export class Observer {
  readonly observation: Observation;
  readonly #watched: Watched;
  readonly #expect: Expectation;
  /** The longest break of each direction: where frames get lost all the time, there are many. */
  readonly #breaks = new Map<string, Break>();

  /** Times count from the beginning of `timeline`. */
  constructor(timeline: Timeline, watched: Watched, expect: Expectation = {}) {
    this.observation = { timeline, announcements: [], flows: {}, met: {} };
    this.#watched = watched;
    this.#expect = expect;
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
      Atomics.wait(sleeper, 0, 0, PACE_MS);
    } while (!isOver(observation, traffic, this.#expect));
    for (const [direction, { skipped, endMs }] of this.#breaks) {
      const what = `frames get through again ${direction}, after ${skipped} that did not`;
      observation.timeline.mark(what, endMs);
    }
    const nowMs = observation.timeline.now();
    for (const flow of traffic ? [traffic.outward, traffic.inward] : []) {
      observation.flows[flow.name] = flow.count(nowMs, PATIENCE_MS);
    }
    return observation;
  }

  #look(): void {
    const { watch, traffic } = this.#watched;
    for (const what of watch?.changes() ?? []) {
      this.observation.timeline.mark(what);
      if (/ has the address /.test(what)) traffic?.refresh();
    }
    if (traffic) listen(traffic, this.observation, this.#breaks);
    compare(this.observation, watch, this.#expect);
  }
}

function listen(
  traffic: Traffic,
  { timeline, announcements }: Observation,
  breaks: Map<string, Break>,
): void {
  const { announcements: heard, resumed } = traffic.turn(timeline.now());
  for (const announcement of heard) {
    announcements.push({ ...announcement, atMs: Math.round(timeline.elapsedMs) });
    timeline.mark(`${announcement.address} is announced from ${announcement.mac}`);
  }
  for (const { direction, skipped } of resumed) {
    const longest = breaks.get(direction);
    if (longest && longest.skipped >= skipped) continue;
    breaks.set(direction, { skipped, endMs: timeline.elapsedMs });
  }
}

/** Notes which expectations have come true for the first time. */
function compare(
  { timeline, met }: Observation,
  watch: LinkWatch | undefined,
  { activeLink, aggregator }: Expectation,
): void {
  const atMs = Math.round(timeline.elapsedMs);
  if (activeLink && met.activeLink === undefined) {
    const is = watch?.activeLink(activeLink.bond) ?? "";
    if (is === activeLink.is) met.activeLink = atMs;
  }
  if (aggregator && met.aggregator === undefined) {
    if (watch?.aggregatorPorts(aggregator.bond) === aggregator.ports) met.aggregator = atMs;
  }
}

function isOver(
  { timeline, met, announcements }: Observation,
  traffic: Traffic | undefined,
  { activeLink, aggregator, announces }: Expectation,
): boolean {
  const { elapsedMs } = timeline;
  const decided = (limitMs: number | undefined, happened: boolean) =>
    limitMs === undefined || happened || elapsedMs > limitMs;
  const quiet = !traffic || elapsedMs > QUIET_WITHIN_MS ||
    [traffic.outward, traffic.inward].every((flow) => flow.isQuiet(timeline.now(), PATIENCE_MS));
  return quiet &&
    decided(activeLink?.withinMs, met.activeLink !== undefined) &&
    decided(aggregator?.withinMs, met.aggregator !== undefined) &&
    decided(
      announces?.withinMs,
      announcements.some(({ address }) => address === announces?.address),
    );
}
