/** What surrounds a plugin: variables, standard streams, signals. */

import { ignoreSignals, requireRoom } from "../netlink/mod.ts";
import { concatBytes } from "./bytes.ts";
import { writeOut } from "./files.ts";

/** The process around a plugin, or a stand-in for one. */
export interface Host {
  /** All environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Returns all of stdin. */
  readStdin(): Uint8Array;
  /** Returns stdin, or nothing if its writer has not closed it within `timeoutMs`. */
  readStdinWithin(timeoutMs: number): Promise<Uint8Array>;
  /** Writes every byte before it returns. Throws when nobody can read them any more. */
  writeStdout(bytes: Uint8Array): void;
  /** Writes to the log; never throws. */
  writeStderr(text: string): void;
  /**
   * Calls `interrupt` with the name of a signal that asks the process to end. Returns how to stop that.
   * Throws SystemError when there is no room for what that needs.
   */
  onInterrupt(interrupt: (signal: string) => void): Disposable;
  /** Has the signals do nothing until it is disposed of, which is cheaper; absent where it is not. */
  putOffInterrupts?(): Disposable;
}

/** The signals after which a plugin puts everything back, and their numbers. */
const INTERRUPTS = [["SIGTERM", 15], ["SIGINT", 2]] as const;

/** Returns this process as a plugin's host. */
export function processHost(): Host {
  return {
    variables: Deno.env.toObject(),

    readStdin() {
      const chunks: Uint8Array[] = [];
      const buffer = new Uint8Array(64 * 1024);
      for (let n = Deno.stdin.readSync(buffer); n !== null; n = Deno.stdin.readSync(buffer)) {
        chunks.push(buffer.slice(0, n));
      }
      return concatBytes(chunks);
    },

    async readStdinWithin(timeoutMs) {
      if (Deno.stdin.isTerminal()) return new Uint8Array();
      const reader = Deno.stdin.readable.getReader();
      const timer = setTimeout(() => void reader.cancel().catch(() => {}), timeoutMs);
      const chunks: Uint8Array[] = [];
      for (let read = await reader.read(); !read.done; read = await reader.read()) {
        chunks.push(read.value);
      }
      clearTimeout(timer);
      return concatBytes(chunks);
    },

    // Synchronous, so that a closed pipe is an exception here and not a lost promise.
    writeStdout: (bytes) => writeOut(Deno.stdout, bytes),

    writeStderr(text) {
      try {
        Deno.stderr.writeSync(new TextEncoder().encode(text));
      } catch {
        // A log that nobody reads must not change what the plugin does.
      }
    },

    onInterrupt(interrupt) {
      requireRoom();
      let hears = true;
      for (const [signal] of INTERRUPTS) {
        Deno.addSignalListener(signal, () => hears && interrupt(signal));
      }
      // The listeners stay until the process ends, which is soon: a thread of the runtime's that finds none ends
      // it for a signal that came before they went, whatever has been answered.
      return {
        [Symbol.dispose]: () => {
          hears = false;
        },
      };
    },

    putOffInterrupts: () => ignoreSignals(INTERRUPTS.map(([, number]) => number)),
  };
}

/** A plugin's host that is no process: streams in memory, and a signal that arrives as SIGTERM. */
export class MemoryHost implements Host {
  /** All environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly #stdin: Uint8Array;
  readonly #signal: AbortSignal | undefined;
  readonly #stdout: Uint8Array[] = [];
  /** What was written to stderr so far. */
  stderr = "";

  /** `signal` is what interrupts. */
  constructor(
    { variables, stdin, signal }: {
      variables: Readonly<Record<string, string>>;
      stdin: Uint8Array;
      signal?: AbortSignal | undefined;
    },
  ) {
    this.variables = variables;
    this.#stdin = stdin;
    this.#signal = signal;
  }

  /** What was written to stdout so far. */
  get stdout(): Uint8Array {
    return concatBytes(this.#stdout);
  }

  readStdin(): Uint8Array {
    return this.#stdin;
  }

  readStdinWithin(): Promise<Uint8Array> {
    return Promise.resolve(this.#stdin);
  }

  writeStdout(bytes: Uint8Array): void {
    this.#stdout.push(bytes);
  }

  /** Adds to `stderr`. */
  writeStderr(text: string): void {
    this.stderr += text;
  }

  onInterrupt(interrupt: (signal: string) => void): Disposable {
    const listener = () => interrupt("SIGTERM");
    this.#signal?.addEventListener("abort", listener);
    return { [Symbol.dispose]: () => this.#signal?.removeEventListener("abort", listener) };
  }
}
