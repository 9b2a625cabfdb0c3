/** What happened when, in ms since a step began. */

/** Something that was seen to happen. */
export interface Happening {
  /** In words. */
  what: string;
  /**
   * A link came or went, was set up or down, lost or got its carrier, is seen so by its bond, is or
   * is not the active one, has another address, joined another aggregator; an address was announced;
   * frames got through again; the kernel dropped events.
   */
  kind:
    | "added"
    | "removed"
    | "set"
    | "carrier"
    | "mii"
    | "active"
    | "address"
    | "aggregator"
    | "announced"
    | "resumed"
    | "dropped";
  /** "namespace/name" of the pod whose link it is. */
  pod?: string;
  /** The link that it happened to: of `active`, the bond. */
  link?: string;
  /** What was: "up", the name of a link, an address. */
  from?: string;
  /** What is since then. */
  to?: string;
}

/** When it happened, in ms since the step began. */
export type Mark = Happening & { atMs: number };

/** Marks of one step, in the order of their time. */
export class Timeline {
  readonly #start: number;
  readonly marks: Mark[] = [];

  /** `now` returns ms on a clock that never goes back; `hear` is told of every mark at once. */
  constructor(
    readonly now: () => number = () => performance.now(),
    readonly hear: (mark: Mark) => void = () => {},
  ) {
    this.#start = now();
  }

  /** When the step began, on the clock. */
  get startMs(): number {
    return this.#start;
  }

  /** Milliseconds since the step began. */
  get elapsedMs(): number {
    return this.now() - this.#start;
  }

  /** Notes that something has happened: just now, or `atMs` after the step began. */
  mark(happening: Happening, atMs: number = this.elapsedMs): void {
    const mark = { atMs: Math.round(atMs * 10) / 10, ...happening };
    const next = this.marks.findIndex((other) => other.atMs > mark.atMs);
    const place = next < 0 ? this.marks.length : next;
    this.marks.splice(place, 0, mark);
    this.hear(mark);
  }
}
