/** Limits of waiting. */

/** When the wait for something ends. */
export interface TimeLimitOptions {
  /** Milliseconds. */
  timeoutMs: number;
  /** Ends the wait, too. */
  interrupt?: AbortSignal;
  /** How long the wait goes on after `interrupt`, in milliseconds; not at all if not given. */
  graceMs?: number;
}

/** A signal that is aborted when a time is over or somebody interrupts; disposing it stops the clock. */
export class TimeLimit implements Disposable {
  readonly #controller = new AbortController();
  readonly #interrupt: AbortSignal | undefined;
  readonly #graceMs: number;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor({ timeoutMs, interrupt, graceMs = 0 }: TimeLimitOptions) {
    this.#interrupt = interrupt;
    this.#graceMs = graceMs;
    this.#after(timeoutMs, () => new Error(`it took longer than ${timeoutMs} ms`));
    if (interrupt?.aborted) this.#interrupted();
    else interrupt?.addEventListener("abort", this.#interrupted, { once: true });
  }

  /** Aborted when the wait must end; its reason says why. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #interrupted = () => {
    if (this.#graceMs === 0) this.#controller.abort(this.#interrupt?.reason);
    else this.#after(this.#graceMs, () => this.#interrupt?.reason);
  };

  #after(ms: number, reason: () => unknown): void {
    this.#timers.push(setTimeout(() => this.#controller.abort(reason()), ms));
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#interrupt?.removeEventListener("abort", this.#interrupted);
  }
}
