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

  /** Notes that something has happened: just now, or `atMs` after the step began. */
  mark(what: string, atMs: number = this.elapsedMs): void {
    const next = this.marks.findIndex((mark) => mark.atMs > atMs);
    const place = next < 0 ? this.marks.length : next;
    this.marks.splice(place, 0, { atMs: Math.round(atMs * 10) / 10, what });
  }
}
