/** What is being waited for. */

import { duration } from "../layout.ts";
import { visible } from "../../../cni/mod.ts";
import { print, writeAll } from "./terminal.ts";

/** Between two updates of the time, ms. */
const PACE_MS = 200;
/** To the first column, and the rest of the line away (ECMA-48, EL). */
const CLEAR = "\r\x1b[K";

function write(text: string): void {
  writeAll(Deno.stderr, new TextEncoder().encode(text));
}

/** A line on stderr that comes and goes, where that is a terminal; elsewhere nothing. */
export class Progress implements Disposable {
  readonly #isTerminal = Deno.stderr.isTerminal();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Shows `text`, and for how long it has been so, until the next call of anything. */
  show(text: string): void {
    this.clear();
    if (!this.#isTerminal) return;
    const started = performance.now();
    const line = visible(text);
    const update = () => write(`${CLEAR}${line} ${duration(performance.now() - started)}`);
    update();
    this.#timer = setInterval(update, PACE_MS);
  }

  /** Shows what it takes to have a kernel of that kind. */
  starting(provider: "host" | "uml"): void {
    this.show(
      provider === "uml" ? "booting User-mode Linux …" : "making a world of its own …",
    );
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    write(CLEAR);
  }

  /** Puts `text` on stdout, where the line was. */
  print(text: string): void {
    if (text === "") return;
    this.clear();
    print(text);
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
