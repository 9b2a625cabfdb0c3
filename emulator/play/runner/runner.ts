/** Playing many cases, and telling of each when it is over. */

import { KernelError } from "../../lab/kernel/mod.ts";
import { type Planned, subjectOf } from "../plan/mod.ts";
import {
  type Listener,
  type ReplayCase,
  type ReplayEvent,
  type ReplayReport,
  ReportBuilder,
} from "../replay/mod.ts";

/** Something to play; no two have the same name. */
export interface TestCase extends Planned {
  name: string;
  /** What people call it where no scenario says how. */
  title: string;
}

/** What became of a case. */
export interface PlayedCase<C extends TestCase = TestCase> {
  test: C;
  /** As far as it was played. */
  report: ReplayReport;
  durationMs: number;
  /** What kept it from being played to its end: the lab, or its kernel, broke. */
  broken?: string;
}

/**
 * A way to have cases replayed: it tells `listener` what happens, each case's end included. Throws
 * KernelError when a world breaks down; cases whose end was not told were not played to it.
 */
export type ReplayWay = (cases: ReplayCase[], listener: Listener) => Promise<void>;

/** Who hears of the cases. */
export interface RunListener<C extends TestCase> {
  /** The replay of a case has begun. */
  onBegin?(test: C): void;
  onOver(played: PlayedCase<C>): void;
  onStderr(chunk: Uint8Array): void;
}

/**
 * Plays all cases that have something to play, the `way` it is told. Each case is told of once, in the
 * order of the cases, whatever order they end in.
 */
export async function runCases<C extends TestCase>(
  cases: readonly C[],
  way: ReplayWay,
  listener: RunListener<C>,
): Promise<void> {
  const open = new Map<string, Run<C>>();
  const able: ReplayCase[] = [];
  const inOrder = new InOrder<PlayedCase<C>>((played) => listener.onOver(played));
  const places = new Map(cases.map(({ name }, place) => [name, place]));
  const over = (played: PlayedCase<C>) => inOrder.tell(places.get(played.test.name) ?? 0, played);
  for (const test of cases) {
    const run = new Run(test);
    if (!test.plan) {
      over(run.played());
      continue;
    }
    open.set(test.name, run);
    able.push({ name: test.name, plan: test.plan });
  }
  if (able.length === 0) return;
  const end = (name: string, broken?: string) => {
    const run = open.get(name);
    open.delete(name);
    if (run) over(run.played(broken));
  };
  const replay = way(able, {
    onEvent(name, event) {
      const run = open.get(name);
      if (event.event === "kernel" && run) listener.onBegin?.(run.test);
      run?.onEvent(event);
    },
    onOver: (name, problem) => end(name, problem && `the lab itself failed: ${problem}`),
    onStderr: (chunk) => listener.onStderr(chunk),
  });
  try {
    await replay;
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    const begun = [...open.values()].some((run) => run.begun);
    for (const [i, [name, run]] of [...open].entries()) {
      // The first one is to blame where the kernel broke before anything was told.
      const hit = run.begun || (!begun && i === 0);
      end(name, hit ? error.message : "not played: the kernel was gone");
    }
  }
}

/** Tells of things in the order of their places, each as soon as those before it were told of. */
class InOrder<T> {
  readonly #waiting = new Map<number, T>();
  #next = 0;

  constructor(readonly listener: (thing: T) => void) {}

  tell(place: number, thing: T): void {
    this.#waiting.set(place, thing);
    for (;;) {
      const next = this.#waiting.get(this.#next);
      if (next === undefined) return;
      this.#waiting.delete(this.#next++);
      this.listener(next);
    }
  }
}

/** One case on its way. */
class Run<C extends TestCase> {
  readonly #builder: ReportBuilder;
  #started = performance.now();
  begun = false;

  constructor(readonly test: C) {
    this.#builder = new ReportBuilder(subjectOf(test.title, test));
  }

  /** Hears what happens; the time that it takes counts from the first event. */
  onEvent(event: ReplayEvent): void {
    if (event.event === "kernel") {
      this.#started = performance.now();
      this.begun = true;
    }
    this.#builder.add(event);
  }

  played(broken?: string): PlayedCase<C> {
    return {
      test: this.test,
      report: this.#builder.report,
      durationMs: performance.now() - this.#started,
      ...(broken === undefined ? {} : { broken }),
    };
  }
}
