const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Undoes what a terminal of the guest does to output: it puts a carriage return before each line feed
 * (termios(3), ONLCR). To have that turned off inside would cost a process for each line.
 */
export class TtyOutput implements Disposable {
  readonly #sink: (chunk: Uint8Array) => void;
  /** A carriage return came last, of which it is not known yet whether it was put there. */
  #held = false;

  constructor(sink: (chunk: Uint8Array) => void) {
    this.#sink = sink;
  }

  /** Takes what comes over the line, and passes on what was written to it. */
  write(chunk: Uint8Array): void {
    const kept = new Uint8Array(chunk.length + 1);
    let length = 0;
    for (const octet of chunk) {
      if (this.#held && octet !== LINE_FEED) kept[length++] = CARRIAGE_RETURN;
      this.#held = octet === CARRIAGE_RETURN;
      if (!this.#held) kept[length++] = octet;
    }
    if (length > 0) this.#sink(kept.subarray(0, length));
  }

  /** The end of the line: a last carriage return was written by somebody. */
  [Symbol.dispose](): void {
    if (this.#held) this.#sink(Uint8Array.of(CARRIAGE_RETURN));
    this.#held = false;
  }
}
