/** Errors as the protocol carries them: a number, a message, and details. */

import { memberOf } from "./go_keys.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { abridged } from "./visible.ts";

/** The codes of the specification (section "Error"); `InvalidNetns` and `Internal` are the reference library's. */
export const CniErrorCode = {
  /** The reference library's placeholder where a plugin died without saying why. */
  Unknown: 0,
  IncompatibleVersion: 1,
  UnsupportedField: 2,
  /** Tells the runtime that no DEL is needed: never after partial work. */
  UnknownContainer: 3,
  InvalidEnvironment: 4,
  Io: 5,
  Decoding: 6,
  InvalidConfig: 7,
  InvalidNetns: 8,
  /** Something transient: the runtime should call again. */
  TryAgainLater: 11,
  /** STATUS: ADD cannot be served. */
  NotAvailable: 50,
  /** STATUS: ADD cannot be served, and containers that exist may have lost connectivity. */
  LimitedConnectivity: 51,
  /** Anything without a code of its own. */
  Internal: 999,
} as const;

/** An error that a runtime receives, or received: 0–99 belong to the specification, from 100 on to the plugin. */
export class CniError extends Error {
  /** The class, as text. */
  override readonly name = "CniError";

  /** `details` say what to do. */
  constructor(
    readonly code: number,
    message: string,
    readonly details: string = "",
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** The message under the name the protocol gives it. */
  get msg(): string {
    return this.message;
  }

  /** Returns message and details in one line, the way libcni shows them: `msg; details`. */
  override toString(): string {
    return this.details === "" ? this.message : `${this.message}; ${this.details}`;
  }

  /**
   * Returns the error object of the specification, labelled with the caller's `cniVersion`. What others
   * wrote in it is abridged, and made visible.
   */
  toJson(cniVersion: string): JsonObject {
    return {
      cniVersion,
      code: this.code,
      msg: abridged(this.message),
      ...(this.details === "" ? {} : { details: abridged(this.details) }),
    };
  }
}

/** Returns what something that was thrown says, whatever it is. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** What the process or the machine has no more of, by the code of an error (errno(3)). */
const EXHAUSTED: Readonly<Record<string, string>> = {
  EMFILE: "this process may open no more files (RLIMIT_NOFILE)",
  ENFILE: "the machine has no room for more open files (fs.file-max)",
  ENOMEM: "there is no more memory",
  EAGAIN: "there is no room for more at the moment; for threads and processes, see the pids limit",
};

/**
 * Returns the error of code 11 that says that something is used up, when `error` or a cause of it says so;
 * undefined otherwise. `what` could not be done: "cannot attach bond0".
 */
export function exhaustedError(error: unknown, what?: string): CniError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const meaning = "code" in cause ? EXHAUSTED[String(cause.code)] : undefined;
    if (meaning === undefined) continue;
    if (error instanceof CniError && error.details.includes(meaning)) return error;
    const own = error instanceof Error ? error.message : "";
    const message = error instanceof CniError || what === undefined ? own : `${what}: ${own}`;
    return new CniError(CniErrorCode.TryAgainLater, message, meaning, { cause: error });
  }
  return undefined;
}

/**
 * Returns `error` itself when it has a code, else an error of code 999 with its text and it as cause; of
 * code 11 when something is used up.
 */
export function toCniError(error: unknown): CniError {
  const exhausted = exhaustedError(error);
  if (exhausted) return exhausted;
  if (error instanceof CniError) return error;
  const message = messageOf(error);
  return new CniError(CniErrorCode.Internal, message || "unknown error", "", { cause: error });
}

/** Returns the error object `json` as an error; undefined when `json` is not one. */
export function parseCniError(json: unknown): CniError | undefined {
  if (!isJsonObject(json)) return undefined;
  const code = memberOf(json, "code") ?? CniErrorCode.Unknown;
  const msg = memberOf(json, "msg") ?? "";
  const details = memberOf(json, "details") ?? "";
  if (typeof code !== "number" || typeof msg !== "string" || typeof details !== "string") {
    return undefined;
  }
  return new CniError(code, msg, details);
}
