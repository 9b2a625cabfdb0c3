/** Running a plugin as a child process, for delegation and for a runtime alike. */

import { concatBytes } from "./bytes.ts";
import { CniError, CniErrorCode, parseCniError } from "./errors.ts";
import { parseJson } from "./json.ts";

/** What to run. */
export interface Execution {
  /** The program. */
  path: string;
  /** Arguments, which the protocol does not use; none when absent. */
  args?: readonly string[];
  /** What it reads. */
  stdin: Uint8Array;
  /** All variables of the child: nothing is inherited beside them. */
  environment: Readonly<Record<string, string>>;
  /** Kills the child (SIGKILL) when aborted. */
  signal?: AbortSignal | undefined;
}

/** How it ended. */
export interface Outcome {
  /** 0 is success; 128 + the signal's number when a signal ended it. */
  exitCode: number;
  /** All that it wrote to stdout. */
  stdout: Uint8Array;
  /** All that it wrote to stderr. */
  stderr: Uint8Array;
  /** How long it ran, in ms. */
  durationMs: number;
}

/** libcni's patience with a binary that is being written: attempts, and milliseconds between them. */
const BUSY_ATTEMPTS = 6;
const BUSY_PAUSE_MS = 1000;

/**
 * Runs a plugin and returns how it ended. Must be called from the namespace that the child is to
 * run in: the runtime's, never inside `Netns.run`. Throws the reason of `signal` when that ended it,
 * and CniError when it could not be started.
 */
export async function execPlugin(execution: Execution): Promise<Outcome> {
  const { signal } = execution;
  signal?.throwIfAborted();
  const started = performance.now();
  const child = await spawn(execution);
  const kill = () => {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended by itself meanwhile.
    }
  };
  signal?.addEventListener("abort", kill, { once: true });
  try {
    const [stdout, stderr, status] = await Promise.all([
      collect(child.stdout, signal),
      collect(child.stderr, signal),
      child.status,
      feed(child.stdin, execution.stdin, signal),
    ]);
    signal?.throwIfAborted();
    return { exitCode: status.code, stdout, stderr, durationMs: performance.now() - started };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/**
 * Returns why a plugin failed, undefined when it did not: the error object on its stdout, with its
 * code; else what it wrote to stderr.
 */
export function errorOf(outcome: Outcome): CniError | undefined {
  if (outcome.exitCode === 0) return undefined;
  const status = `exit status ${outcome.exitCode}`;
  const [stdout, stderr] = [outcome.stdout, outcome.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  const unknown = (message: string) => new CniError(CniErrorCode.Unknown, message);
  if (!stdout) {
    return stderr
      ? unknown(`netplugin failed: ${JSON.stringify(stderr)}: ${status}`)
      : unknown(`netplugin failed with no error message: ${status}`);
  }
  try {
    const error = parseCniError(parseJson(outcome.stdout));
    if (error) return error;
    throw new SyntaxError("it is not an error object");
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    return unknown(
      `netplugin failed but error parsing its diagnostic message ${JSON.stringify(stdout)}: ` +
        `${problem}`,
    );
  }
}

async function spawn(
  { path, args = [], environment, signal }: Execution,
): Promise<Deno.ChildProcess> {
  const command = new Deno.Command(path, {
    args: [...args],
    env: { ...environment },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
  for (let attempt = 1;; attempt++) {
    try {
      return command.spawn();
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      if (!/text file busy/i.test(message) || attempt === BUSY_ATTEMPTS) {
        // Runtimes take errors that say "not found" for success of DEL: the words are ours.
        const problem = cause instanceof Deno.errors.NotFound
          ? "it, or the interpreter that it names, is absent"
          : message;
        throw new CniError(
          CniErrorCode.Unknown,
          `netplugin failed with no error message: cannot execute ${path}: ${problem}`,
          "",
          { cause },
        );
      }
      await pause(BUSY_PAUSE_MS, signal);
    }
  }
}

/**
 * Gives the child its stdin, all of it unless aborted: a grandchild may hold the pipe open and not read
 * it. A child that does not read it is no failure.
 */
async function feed(
  stdin: WritableStream<Uint8Array>,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const writer = stdin.getWriter();
  const abandoned = Promise.withResolvers<void>();
  const abandon = () => {
    writer.abort().catch(() => {});
    abandoned.resolve();
  };
  signal?.addEventListener("abort", abandon, { once: true });
  const fed = writer.write(bytes).then(() => writer.close()).catch(() =>
    writer.abort().catch(() => {})
  );
  try {
    await Promise.race([fed, abandoned.promise]);
  } finally {
    signal?.removeEventListener("abort", abandon);
  }
}

/** Reads to the end, or until aborted: a grandchild may hold the pipe open after the child was killed. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal?.addEventListener("abort", cancel, { once: true });
  const chunks: Uint8Array[] = [];
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
  return concatBytes(chunks);
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
