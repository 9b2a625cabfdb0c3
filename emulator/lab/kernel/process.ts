import { rawTerminal } from "./terminal.ts";

/** How {@linkcode runProcess} connects a process. */
interface ProcessOptions {
  /** The whole environment. */
  env: Record<string, string>;
  /** "terminal" passes on every key as it is typed, Ctrl-C too, for a terminal further on. */
  stdin: "null" | "terminal" | Uint8Array;
  /** What comes on stdin before the keys of a terminal. */
  preface?: Uint8Array;
  stdout: (chunk: Uint8Array) => void;
  stderr: (chunk: Uint8Array) => void;
  /** Kills the process and all of its group. */
  signal?: AbortSignal;
}

/** This process was asked to end; everything that it had started is gone. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(readonly signal: keyof typeof deadly) {
    super(`interrupted by ${signal}`);
  }

  /** What shells make of a process that the signal ended: 128 and its number. */
  get exitStatus(): number {
    return 128 + deadly[this.signal];
  }
}

/** The signals that ask a process to end, and their numbers (signal(7)). */
const deadly = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;

/**
 * Hears the signals that ask this process to end, until it is disposed of: what is made meanwhile can
 * be taken away. `signal` is then aborted, and its reason is an {@linkcode Interrupted}.
 */
export class Interruption implements Disposable {
  readonly #controller = new AbortController();
  readonly #listeners = new DisposableStack();

  constructor() {
    for (const name of Object.keys(deadly) as (keyof typeof deadly)[]) {
      const listener = () => this.#controller.abort(new Interrupted(name));
      Deno.addSignalListener(name, listener);
      this.#listeners.defer(() => Deno.removeSignalListener(name, listener));
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    this.#listeners.dispose();
  }
}

/** Where a node's programs are. */
const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** The environment, in which every program of a node is found: a user's PATH may lack its folders. */
export function withUsualPath(env: Record<string, string>): Record<string, string> {
  return { ...env, PATH: env["PATH"] ? `${env["PATH"]}:${usualPath}` : usualPath };
}

/**
 * Runs a process that leads a group of its own to its end, and passes on what it writes. It starts in
 * the folder "/": this user may not be able to enter the one that this process is in.
 * @returns its exit status; 128 + n when signal n ended it.
 */
export async function runProcess(
  command: readonly [string, ...string[]],
  options: ProcessOptions,
): Promise<number> {
  const [program, ...args] = command;
  const child = new Deno.Command(program, {
    args,
    cwd: "/",
    env: withUsualPath(options.env),
    clearEnv: true,
    stdin: options.stdin === "null" ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const kill = () => killGroup(child);
  using cleanup = new DisposableStack();
  cleanup.defer(kill);
  options.signal?.addEventListener("abort", kill);
  cleanup.defer(() => options.signal?.removeEventListener("abort", kill));
  if (options.signal?.aborted) kill();
  if (options.stdin === "terminal") cleanup.use(rawTerminal());
  if (options.stdin !== "null") void feed(child.stdin, options.stdin, options.preface);
  // What outlives it would hold the pipes open for ever.
  const ended = child.status.finally(kill);
  const [status] = await Promise.all([
    ended,
    drain(child.stdout, options.stdout),
    drain(child.stderr, options.stderr),
  ]);
  return status.code;
}

async function feed(
  stream: WritableStream<Uint8Array>,
  source: "terminal" | Uint8Array,
  preface: Uint8Array = new Uint8Array(),
): Promise<void> {
  try {
    if (preface.length > 0) {
      await ReadableStream.from([preface]).pipeTo(stream, { preventClose: true });
    }
    const bytes = source === "terminal" ? Deno.stdin.readable : ReadableStream.from([source]);
    await bytes.pipeTo(stream, { preventCancel: true });
  } catch {
    // The process ended without reading all of it.
  }
}

async function drain(
  stream: ReadableStream<Uint8Array>,
  sink: (chunk: Uint8Array) => void,
): Promise<void> {
  for await (const chunk of stream) sink(chunk);
}

/** A process that was started this very moment leads no group yet: then it is alone. */
function killGroup(leader: Deno.ChildProcess): void {
  for (const kill of [() => Deno.kill(-leader.pid, "SIGKILL"), () => leader.kill("SIGKILL")]) {
    try {
      return kill();
    } catch {
      // It has ended already, or leads no group.
    }
  }
}
