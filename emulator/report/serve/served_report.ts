/** A report that browsers of this machine see while it grows. */

import { SystemError } from "../../../netlink/mod.ts";
import { InputError } from "../../input/error.ts";
import { Interruption } from "../../lab/kernel/mod.ts";
import type { ReplayReport } from "../../play/replay/mod.ts";
import { renderLive } from "../html/mod.ts";
import { madeReady, showAs } from "../outputs.ts";
import { PLAIN } from "../style.ts";
import { PageServer } from "./page_server.ts";

/** A report that is shown while it grows. */
export class ServedReport implements Disposable {
  /** Hears Ctrl-C also when the replay is over. */
  readonly #interruption = new Interruption();
  readonly #server: PageServer;
  readonly #page = { version: 0, over: false, render: () => this.#render() };
  #report: ReplayReport | undefined;

  /**
   * Of a replay of the manifests at `paths`, on `port` of 127.0.0.1 or on any that is free; `say` tells where.
   * Throws InputError where nobody can listen there.
   */
  constructor(
    port: number | undefined,
    readonly paths: readonly string[],
    readonly say: (line: string) => void,
  ) {
    try {
      this.#server = new PageServer(this.#page, port ?? 0);
    } catch (cause) {
      this.#interruption[Symbol.dispose]();
      if (!(cause instanceof SystemError)) throw cause;
      const taken = cause.code === "EADDRINUSE";
      throw new InputError(
        taken
          ? `--port: another program listens on port ${port}; name another, or none`
          : `--serve: ${cause.message}`,
        { cause },
      );
    }
    say(`the report is at ${this.#server.url}`);
  }

  /** Shows what there is so far. */
  show(report: ReplayReport): void {
    this.#report = report;
    this.#page.version++;
  }

  /** Shows the whole report until this process is asked to end. */
  async untilInterrupted(report: ReplayReport): Promise<void> {
    this.#page.over = true;
    this.show(report);
    this.say(`the report stays at ${this.#server.url}; Ctrl-C ends this`);
    const { signal } = this.#interruption;
    if (signal.aborted) return;
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  }

  #render(): string {
    const report = this.#report && madeReady("html", this.#report, this.paths);
    return report && this.#page.over
      ? showAs("html", "emulate", report, PLAIN)
      : renderLive(report);
  }

  [Symbol.dispose](): void {
    this.#server[Symbol.dispose]();
    this.#interruption[Symbol.dispose]();
  }
}
