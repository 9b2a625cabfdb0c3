/** What one call does, step by step: for the administrator's file, and for the details of an error. */

import { abridged, type CniError } from "../../cni/mod.ts";
import type { LogLevel } from "../policy/mod.ts";

/** Where lines go, and which. */
export interface LogSink {
  level: LogLevel;
  /** Takes one line, without its end; returns why it could not, undefined when it did. */
  write(line: string): string | undefined;
}

/** The call that is written down: the same in each of its lines. */
interface CallHead {
  command: string;
  network: string;
  containerId: string;
  ifname: string;
}

/** From few lines to many. */
const LEVELS: readonly LogLevel[] = ["error", "info", "debug"];

/** Steps that are kept for the details of an error. */
const KEPT = 4;

/** What is said when the steps that follow take back those before. */
export const TAKING_BACK = "taking everything back";

/** Writes down one call. Nothing of it can fail the call: where no line can be written, `complain` is told once. */
export class CallLog {
  readonly #head: CallHead;
  #id: string | undefined;
  readonly #started = performance.now();
  readonly #sink: LogSink | undefined;
  readonly #complain: (problem: string) => void;
  #steps: string[] = [];
  #failed = false;
  #complained = false;

  constructor(head: CallHead, sink: LogSink | undefined, complain: (problem: string) => void) {
    this.#head = head;
    this.#sink = sink;
    this.#complain = complain;
  }

  /** Notes a step that is about to be done. `changes`: it is none of those that only look. */
  step(step: string, { changes }: { changes: boolean }): void {
    if (step === TAKING_BACK) this.#failed = true;
    // What is taken back after a failure says nothing of it.
    if (changes && !this.#failed) this.#steps = [...this.#steps.slice(1 - KEPT), step];
    this.#write(changes ? "info" : "debug", { step });
  }

  /** Notes what somebody should know. */
  message(message: string): void {
    this.#write("info", { message });
  }

  /** Notes how the call ended; `error` is why it failed. */
  end(error?: CniError): void {
    const ms = Math.round(performance.now() - this.#started);
    if (!error) return this.#write("info", { message: "done", ms });
    const { code, message, details } = error;
    this.#write("error", { message, code, ...(details === "" ? {} : { details }), ms });
  }

  /** The last steps before the failure, the last one last. */
  get lastSteps(): readonly string[] {
    return this.#steps;
  }

  #write(level: LogLevel, what: Record<string, string | number>): void {
    if (!this.#sink || LEVELS.indexOf(level) > LEVELS.indexOf(this.#sink.level)) return;
    const id = this.#id ??= crypto.randomUUID().slice(0, 8);
    const time = new Date().toISOString();
    const line = lineOf({ time, level, id, pid: Deno.pid, ...this.#head, ...what });
    const problem = this.#sink.write(line);
    if (problem === undefined || this.#complained) return;
    this.#complained = true;
    this.#complain(problem);
  }
}

/** Returns one line of JSON: foreign text comes to an end, and acts on no terminal. */
function lineOf(fields: Record<string, string | number>): string {
  return JSON.stringify(
    fields,
    (_, value: unknown) => typeof value === "string" ? abridged(value) : value,
  );
}
