/** Watching what a step causes: the links of the pod, the traffic, the words on the fabric. */

import type { Announcement, BoundExpectation, ExpectationName } from "../expectations/mod.ts";
import { sleepSync } from "../../lab/sleep.ts";
import type { Ears } from "./ears.ts";
import type { FlowReport } from "./flow.ts";
import { Timeline } from "./timeline.ts";
import type { Traffic } from "./traffic.ts";
import type { LinkWatch } from "./watch.ts";

/** Between two looks, ms. */
const PACE_MS = 1;
/** A probe that is this late is lost, ms. */
const PATIENCE_MS = 250;
/** How long traffic may take to become quiet, ms. */
const QUIET_WITHIN_MS = 5000;

/** What was seen. */
interface Observation {
  timeline: Timeline;
  /** By the direction's name; empty without traffic. */
  flows: Record<string, FlowReport>;
  /**
   * When it became as expected: bonds for good, in ms since they are watched; announcements for the
   * first time, in ms since the step began.
   */
  met: Map<ExpectationName, number>;
}

/** Probes in a row that did not come through, and when the next one did, ms since the step began. */
interface Break {
  skipped: number;
  endMs: number;
}

/** Whom to watch. */
interface Watched {
  watch?: LinkWatch | undefined;
  /** Pods that nothing is expected of. */
  others?: readonly LinkWatch[];
  /** Returns the traffic that there is at the moment. */
  traffic(): Traffic | undefined;
  /** Who hears announcements where there is no traffic. */
  ears?: Ears | undefined;
}

/** Sees what goes on in a step. */
export class Observer {
  readonly observation: Observation;
  #watched: Watched;
  /** In ms since the step began. */
  #watchedSinceMs = 0;
  readonly #expected: readonly BoundExpectation[];
  /** What may have been as expected from the first look on: it may yet change. */
  readonly #unchanged: Set<ExpectationName>;
  /** The longest break of each direction: where frames get lost all the time, there are many. */
  readonly #breaks = new Map<string, Break>();

  /** Times count from the beginning of `timeline`. */
  constructor(timeline: Timeline, watched: Watched, expected: readonly BoundExpectation[]) {
    this.observation = { timeline, flows: {}, met: new Map() };
    this.#watched = watched;
    this.#expected = expected;
    this.#unchanged = new Set(expected.map(({ name }) => name));
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
    const traffic = this.#watched.traffic();
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
    const { watch, others = [], ears } = this.#watched;
    const traffic = this.#watched.traffic();
    for (const change of watch?.changes() ?? []) {
      this.observation.timeline.mark(change);
      if (change.kind === "address") traffic?.refresh();
    }
    for (const change of others.flatMap((other) => other.changes())) {
      this.observation.timeline.mark({ ...change, what: `${change.pod}: ${change.what}` });
    }
    const heard = traffic ? this.#listen(traffic) : ears?.heard() ?? [];
    for (const announcement of heard) this.#note(announcement);
    if (watch) this.#compare(watch);
  }

  /** Returns what traffic has heard announced, and notes what became of frames. */
  #listen(traffic: Traffic): Announcement[] {
    const { timeline } = this.observation;
    const { announcements, resumed } = traffic.turn(timeline.now());
    for (const { direction, skipped } of resumed) {
      const longest = this.#breaks.get(direction);
      if (longest && longest.skipped >= skipped) continue;
      this.#breaks.set(direction, { skipped, endMs: timeline.elapsedMs });
    }
    return announcements;
  }

  #note(announcement: Announcement): void {
    const { timeline, met } = this.observation;
    for (const { name, watching } of this.#expected) {
      if (watching.look !== "announcements" || met.has(name)) continue;
      if (watching.isMet(announcement)) met.set(name, Math.round(timeline.elapsedMs));
    }
    const { address, mac } = announcement;
    const what = `${address} is announced from ${mac}`;
    timeline.mark({ kind: "announced", from: mac, to: address, what });
  }

  /** Notes since when it has been as expected. */
  #compare(watch: LinkWatch): void {
    const { timeline, met } = this.observation;
    for (const { name, watching } of this.#expected) {
      if (watching.look !== "bonds") continue;
      if (!watching.isMet(watch)) {
        met.delete(name);
        this.#unchanged.delete(name);
      } else if (!met.has(name)) {
        met.set(name, Math.round(timeline.elapsedMs - this.#watchedSinceMs));
      }
    }
  }

  #isOver(): boolean {
    const { timeline } = this.observation;
    const traffic = this.#watched.traffic();
    const quiet = !traffic || timeline.elapsedMs > QUIET_WITHIN_MS ||
      [traffic.outward, traffic.inward].every((flow) => flow.isQuiet(timeline.now(), PATIENCE_MS));
    return quiet && this.#expected.every((one) => this.#isDecided(one));
  }

  /** Whether it is known whether an expectation is met. */
  #isDecided({ name, watching }: BoundExpectation): boolean {
    const { timeline: { elapsedMs }, met } = this.observation;
    switch (watching.look) {
      case "bonds":
        return (met.has(name) && !this.#unchanged.has(name)) ||
          elapsedMs - this.#watchedSinceMs > watching.withinMs;
      case "announcements":
        return met.has(name) || elapsedMs > watching.withinMs;
      default:
        return true;
    }
  }
}
