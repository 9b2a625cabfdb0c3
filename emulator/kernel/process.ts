import { rawTerminal } from "./terminal.ts";

/** How {@linkcode runProcess} connects a process. */
export interface ProcessOptions {
  /** The whole environment. */
  env: Record<string, string>;
  /** "terminal" passes on every key as it is typed, Ctrl-C too, for a terminal further on. */
  stdin: "null" | "terminal" | Uint8Array;
  stdout: (chunk: Uint8Array) => void;
  stderr: (chunk: Uint8Array) => void;
  /** Kills the process and all of its group. */
  signal?: AbortSignal;
}

/** This process was asked to end; everything that it had started is gone. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  constructor(readonly signal: typeof deadly[number]) {
    super(`interrupted by ${signal}`);
  }

  /** What shells make of a process that the signal ended: 128 and its number (signal(7)). */
  get exitStatus(): number {
    return 128 + { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[this.signal];
  }
}

/** Where programs are when nobody says so. */
export const usualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const deadly = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs a process that leads a group of its own to its end, and passes on what it writes.
 * @returns its exit status; 128 + n when signal n ended it.
 * @throws {Interrupted} when this process was asked to end meanwhile; the other is dead by then.
 */
export async function runProcess(
  command: readonly [string, ...string[]],
  options: ProcessOptions,
): Promise<number> {
  const [program, ...args] = command;
  const child = new Deno.Command(program, {
    args,
    env: { PATH: usualPath, ...options.env },
    clearEnv: true,
    stdin: options.stdin === "null" ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const kill = () => killGroup(child.pid);
  let interrupted: typeof deadly[number] | undefined;
  using cleanup = new DisposableStack();
  cleanup.defer(kill);
  for (const name of deadly) {
    const listener = () => {
      interrupted = name;
      kill();
    };
    Deno.addSignalListener(name, listener);
    cleanup.defer(() => Deno.removeSignalListener(name, listener));
  }
  options.signal?.addEventListener("abort", kill);
  cleanup.defer(() => options.signal?.removeEventListener("abort", kill));
  if (options.signal?.aborted) kill();
  if (options.stdin === "terminal") cleanup.use(rawTerminal());
  if (options.stdin !== "null") void feed(child.stdin, options.stdin);
  // What outlives it would hold the pipes open for ever.
  const ended = child.status.finally(kill);
  const [status] = await Promise.all([
    ended,
    drain(child.stdout, options.stdout),
    drain(child.stderr, options.stderr),
  ]);
  if (interrupted) throw new Interrupted(interrupted);
  return status.code;
}

async function feed(
  stream: WritableStream<Uint8Array>,
  source: "terminal" | Uint8Array,
): Promise<void> {
  try {
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

function killGroup(leader: number): void {
  try {
    Deno.kill(-leader, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
