/** What became of the probes of one direction. Pure. */

/** So many probes in a row that came through make a direction quiet again. */
const QUIET_AFTER = 10;

/** What was counted of one direction, and when each frame went and came, in ms since the reset. */
export interface FlowReport {
  /** How many frames were sent. */
  sent: number;
  /** How many did not come through. */
  lost: number;
  /** How many came through twice. */
  duplicated: number;
  /** The longest time during which nothing came through, ms. */
  maxGapMs: number;
  /** When each frame was sent. */
  sentMs: number[];
  /** In the order of `sentMs`; null for those that have not come through. */
  arrivedMs: (number | null)[];
  /** The longest time during which nothing came through. */
  gap: { fromMs: number; toMs: number };
}

let flows = 0;

/** One direction of a traffic. Times are in ms, on any clock that never goes back. */
export class Flow {
  /** Distinguishes its probes from all others of this process. */
  readonly id = ++flows;
  #next = 0;
  #first = 0;
  /** Probes on their way: sequence number → when they were sent. */
  readonly #missing = new Map<number, number>();
  readonly #arrived = new Map<number, number>();
  #resetMs = 0;
  /** When the probes since the reset were sent, in the order of their numbers. */
  #sent: number[] = [];
  #gap = { fromMs: 0, toMs: 0 };
  #duplicated = 0;
  #lastMs: number | undefined;
  #maxGapMs = 0;
  #inRow = 0;
  /** The highest sequence number that has come through. */
  #newest = -1;

  constructor(readonly name: string) {}

  /** Returns the sequence number of a probe that is about to be sent. */
  send(nowMs: number): number {
    const sequence = this.#next++;
    this.#missing.set(sequence, nowMs);
    this.#sent.push(nowMs);
    this.#lastMs ??= nowMs;
    return sequence;
  }

  /** Notes that a probe has come through. Returns how many before it have not, since the last that has. */
  receive(sequence: number, nowMs: number): number {
    if (this.#arrived.has(sequence)) {
      this.#duplicated++;
      return 0;
    }
    this.#arrived.set(sequence, nowMs);
    this.#missing.delete(sequence);
    const fromMs = this.#lastMs ?? nowMs;
    if (nowMs - fromMs > this.#maxGapMs) {
      this.#maxGapMs = nowMs - fromMs;
      this.#gap = { fromMs, toMs: nowMs };
    }
    this.#lastMs = nowMs;
    this.#inRow++;
    const skipped = Math.max(0, sequence - this.#newest - 1);
    if (skipped > 0) this.#inRow = 1;
    this.#newest = Math.max(this.#newest, sequence);
    return skipped;
  }

  /** Starts counting anew. What is on its way still counts for what was before. */
  reset(nowMs: number): void {
    this.#first = this.#next;
    this.#missing.clear();
    this.#duplicated = 0;
    this.#maxGapMs = 0;
    this.#resetMs = nowMs;
    this.#sent = [];
    this.#gap = { fromMs: nowMs, toMs: nowMs };
    this.#lastMs = nowMs;
    this.#inRow = 0;
  }

  /** Whether probes come through again, none of the last ones missing. */
  isQuiet(nowMs: number, patienceMs: number): boolean {
    const overdue = [...this.#missing].some(([sequence, sentMs]) =>
      sequence > this.#newest && nowMs - sentMs > patienceMs
    );
    return !overdue && this.#inRow >= QUIET_AFTER;
  }

  /**
   * Returns what was counted. Lost are probes that later ones have overtaken, and those that have been
   * under way for longer than `patienceMs`.
   */
  count(
    nowMs: number,
    patienceMs: number,
  ): Pick<FlowReport, "sent" | "lost" | "duplicated" | "maxGapMs"> {
    const lost = [...this.#missing].filter(([sequence, sentMs]) =>
      sequence < this.#newest || nowMs - sentMs > patienceMs
    );
    const open = nowMs - (this.#lastMs ?? nowMs);
    return {
      sent: this.#next - this.#first,
      lost: lost.length,
      duplicated: this.#duplicated,
      maxGapMs: Math.round(Math.max(this.#maxGapMs, open > patienceMs ? open : 0)),
    };
  }

  /** Returns what was counted, as `count` does, with every frame. */
  report(nowMs: number, patienceMs: number): FlowReport {
    const count = this.count(nowMs, patienceMs);
    const since = (ms: number) => Math.round((ms - this.#resetMs) * 10) / 10;
    const openFrom = this.#lastMs ?? nowMs;
    const isOpen = count.maxGapMs > Math.round(this.#maxGapMs);
    const gap = isOpen ? { fromMs: openFrom, toMs: nowMs } : this.#gap;
    return {
      ...count,
      sentMs: this.#sent.map(since),
      arrivedMs: this.#sent.map((_, i) => {
        const atMs = this.#arrived.get(this.#first + i);
        return atMs === undefined ? null : since(atMs);
      }),
      gap: { fromMs: since(gap.fromMs), toMs: since(gap.toMs) },
    };
  }
}
