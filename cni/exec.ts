/** Running a plugin as a child process, for delegation and for a runtime alike. */

import { concatBytes } from "./bytes.ts";
import { CniError, CniErrorCode, messageOf, parseCniError } from "./errors.ts";
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
  /** Kills the child and the children that it has (SIGKILL) when aborted. */
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
 * How long what a child wrote may take to be read once it has ended or was killed, in milliseconds: a child
 * of its own may hold the pipes open, and no signal ends one that waits for a dead store.
 */
const LET_GO_MS = 500;

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
  using patience = new Patience();
  const kill = () => {
    killGroup(child.pid);
    patience.end();
  };
  signal?.addEventListener("abort", kill, { once: true });
  if (signal?.aborted) kill();
  child.status.then(() => patience.end());
  try {
    const [stdout, stderr] = await Promise.all([
      collect(child.stdout, patience.over),
      collect(child.stderr, patience.over),
      feed(child.stdin, execution.stdin, patience.over),
    ]);
    await Promise.race([child.status, aborted(patience.over)]);
    signal?.throwIfAborted();
    const { code: exitCode } = await child.status;
    return { exitCode, stdout, stderr, durationMs: performance.now() - started };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}

/** The wait for a child, which goes on for a moment after there is nothing more to come. */
class Patience implements Disposable {
  readonly #over = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Aborted when the wait is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  end(): void {
    this.#timer ??= setTimeout(() => this.#over.abort(), LET_GO_MS);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}

/** Kills a child that leads a process group of its own, and with it the children that it has. */
function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // All of them have ended meanwhile.
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
    const problem = messageOf(cause);
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
    // With a process group of its own, so that it can be killed with its children.
    detached: true,
  });
  try {
    return await whenNotBusy(() => command.spawn(), signal);
  } catch (cause) {
    signal?.throwIfAborted();
    // Runtimes take errors that say "not found" for success of DEL: the words are ours.
    const problem = cause instanceof Deno.errors.NotFound
      ? "it, or the interpreter that it names, is absent"
      : messageOf(cause);
    throw new CniError(
      CniErrorCode.Unknown,
      `netplugin failed with no error message: cannot execute ${path}: ${problem}`,
      "",
      { cause },
    );
  }
}

/** Whether a program could not be started since its file is being written, by the words of its error. */
export function isBusy(error: unknown): boolean {
  return /text file busy/i.test(messageOf(error));
}

/**
 * Starts a program, again and again for some seconds while its file is being written: whoever has just written
 * it may have started a child meanwhile, which has the file open until it runs its own program.
 */
export async function whenNotBusy(
  start: () => Deno.ChildProcess,
  signal?: AbortSignal,
): Promise<Deno.ChildProcess> {
  for (let attempt = 1;; attempt++) {
    try {
      return start();
    } catch (cause) {
      if (!isBusy(cause) || attempt === BUSY_ATTEMPTS) throw cause;
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
  signal: AbortSignal,
): Promise<void> {
  const writer = stdin.getWriter();
  const abandoned = Promise.withResolvers<void>();
  const abandon = () => {
    writer.abort().catch(() => {});
    abandoned.resolve();
  };
  signal.addEventListener("abort", abandon, { once: true });
  const fed = writer.write(bytes).then(() => writer.close()).catch(() =>
    writer.abort().catch(() => {})
  );
  try {
    await Promise.race([fed, abandoned.promise]);
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}

/** Reads to the end, or until aborted: a grandchild may hold the pipe open after the child was killed. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  const chunks: Uint8Array[] = [];
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
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
