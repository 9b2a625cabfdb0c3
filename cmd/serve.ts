/** `bond emulate --serve`: the report in a browser while it grows. */

import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { Interruption } from "../emulator/lab/kernel/mod.ts";
import type { ReplayReport } from "../emulator/play/replay/mod.ts";
import { madeReady, PageServer, PLAIN, renderLive, showAs } from "../emulator/report/mod.ts";
import { SystemError } from "../netlink/mod.ts";
import { UsageError } from "./status.ts";
import { printError } from "./terminal.ts";

/** `--serve`: whether a browser is to see it. */
export const serveOption = new Option(
  "--serve",
  "show the report in a browser of this machine while it grows, until Ctrl-C",
).default(false);

/** `--port`: where the browser finds it. */
export const portOption = new Option(
  "--port <port>",
  "with --serve: the port of 127.0.0.1 (default: one that is free)",
)
  .argParser((text: string) => {
    const port = Number(text);
    if (/^\d+$/.test(text) && port <= 65535) return port;
    throw new InvalidArgumentError("the number of a port is due, from 1 to 65535");
  });

/** A report that is shown while it grows. */
export class ServedReport implements Disposable {
  /** Hears Ctrl-C also when the replay is over. */
  readonly #interruption = new Interruption();
  readonly #server: PageServer;
  readonly #page = { version: 0, over: false, render: () => this.#render() };
  #report: ReplayReport | undefined;

  /** Of a replay of the manifests at `paths`. Throws UsageError where nobody can listen on `port`. */
  constructor(port = 0, readonly paths: readonly string[]) {
    try {
      this.#server = new PageServer(this.#page, port);
    } catch (cause) {
      this.#interruption[Symbol.dispose]();
      if (!(cause instanceof SystemError)) throw cause;
      const taken = cause.code === "EADDRINUSE";
      throw new UsageError(
        taken
          ? `--port: another program listens on port ${port}; name another, or none`
          : `--serve: ${cause.message}`,
        { cause },
      );
    }
    printError(`the report is at ${this.#server.url}\n`);
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
    printError(`the report stays at ${this.#server.url}; Ctrl-C ends this\n`);
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
