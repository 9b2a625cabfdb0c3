/** What happened when, in ms since a step began. */

/** Something that was observed. */
export interface Mark {
  atMs: number;
  what: string;
}

/** Marks of one step, in the order of their time. */
export class Timeline {
  readonly #start: number;
  readonly marks: Mark[] = [];

  /** `now` returns ms on a clock that never goes back. */
  constructor(readonly now: () => number = () => performance.now()) {
    this.#start = now();
  }

  /** Milliseconds since the step began. */
  get elapsedMs(): number {
    return this.now() - this.#start;
  }

  /** Notes that something has happened just now. */
  mark(what: string): void {
    this.marks.push({ atMs: Math.round(this.elapsedMs * 10) / 10, what });
  }
}
