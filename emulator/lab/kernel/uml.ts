import { statfsSync } from "node:fs";
import { quote } from "../../input/words/mod.ts";
import { Exchange } from "./exchange.ts";
import { guestInit, readyMark } from "./guest_init.ts";
import { type Kernel, KernelError, type Log, type RunOptions } from "./kernel.ts";
import { installCommand, missingPackages } from "./packages.ts";
import { readableFolder } from "./paths.ts";
import { Interruption, runProcess, withUsualPath } from "./process.ts";
import { allowedProcessors, chooseProcessor } from "./processor.ts";
import { commandScript } from "./script.ts";
import { terminalSize } from "./terminal.ts";

/** Memory of a guest, in MiB. */
const memoryMb = 768;
/** A guest is ready in less than two seconds; a busy machine gets a generous multiple. */
const bootTimeoutMs = 120_000;

/** A {@linkcode Kernel} that boots User-mode Linux, an ordinary process, for each command. */
export class UserModeLinux implements Kernel {
  readonly provider = "uml";
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Why User-mode Linux cannot serve, "" when it can. */
  static obstacle(): string {
    const missing = missingPackages(["user-mode-linux", "kmod", "iproute2"]);
    return missing.length === 0
      ? ""
      : `User-mode Linux is not installed; run: ${installCommand(missing)}`;
  }

  async run(command: readonly string[], options: RunOptions): Promise<{ code: number }> {
    options.signal?.throwIfAborted();
    // From here on there is something to take away.
    using interruption = new Interruption();
    using exchange = Exchange.create();
    const terminal = options.tty ? terminalSize() : undefined;
    const cwd = readableFolder(options.cwd ?? Deno.cwd(), this.#log);
    const taken = exchange.readOthers("processor").map(Number);
    const processor = chooseProcessor(allowedProcessors(), taken);
    const files = {
      processor: String(processor),
      init: guestInit({ exchange: exchange.folder, shared: options.shared ?? [], terminal }),
      command: commandScript(
        withInput(command, exchange, options),
        cwd,
        withUsualPath(options.env ?? Deno.env.toObject()),
      ),
      stdin: options.stdin ?? "",
      console: "",
    };
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      Deno.writeFileSync(exchange.path(name), bytes, { mode: 0o700 });
    }

    const boot = new AbortController();
    const signals = [interruption.signal, ...(options.signal ? [options.signal] : [])];
    const watch = watchBoot(exchange, () => boot.abort());
    try {
      await runProcess(
        [
          "setsid",
          "taskset",
          "--cpu-list",
          `${processor}`,
          "sh",
          "-c",
          bootScript(exchange, options.devices ?? 0),
        ],
        {
          env: { ...Deno.env.toObject(), TMPDIR: memoryFolder(exchange) },
          stdin: terminal ? "terminal" : "null",
          stdout: options.stdout,
          stderr: options.stderr,
          signal: AbortSignal.any([...signals, boot.signal]),
        },
      );
    } finally {
      clearInterval(watch);
    }
    for (const signal of signals) signal.throwIfAborted();
    const status = exchange.read("status").trim();
    if (status === "") throw broken(exchange, boot.signal.aborted);
    return { code: Number(status) };
  }
}

/** The command; on a terminal, with the file that has its input as its last argument. */
function withInput(
  command: readonly string[],
  exchange: Exchange,
  { tty, stdin }: RunOptions,
): readonly string[] {
  return tty && stdin ? [...command, exchange.path("stdin")] : command;
}

/**
 * Starts the guest. The command's terminal or stdout is the guest's first console, its stderr the
 * second serial line; whatever the kernel itself says goes to the first serial line, and so to a
 * file.
 *
 * A watcher waits for the lock of the exchange folder, which this process holds until it has removed
 * the folder, or until it dies of whatever cause: then the watcher kills the guest and removes it.
 */
function bootScript(exchange: Exchange, devices: number): string {
  const folder = quote(exchange.folder);
  const bury = `test -d ${folder} || exit; kill -KILL -$0; rm -rf ${folder}`;
  return `cd ${folder}
setsid flock ${folder}/lock sh -c ${quote(bury)} $$ </dev/null >/dev/null 2>&1 &
exec linux.uml ${
    [
      ...["root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro"],
      // The kernel splits its arguments at blanks, where they are not quoted, once more.
      ...[`init="${exchange.path("init")}"`, `mem=${memoryMb}M`],
      ...["uml_dir=.", "umid=guest", "quiet", "console=ttyS0"],
      ...["con=null", "con0=fd:5,fd:6", "ssl=null", "ssl0=null,fd:1", "ssl1=null,fd:7"],
      ...deviceArguments(devices),
      // Drivers that would each make an interface of their own when they are loaded.
      ...["bonding.max_bonds=0", "dummy.numdummies=0"],
      // Half of the boot time: measuring RAID checksums, 256 old terminals, compressed swap.
      ...["initcall_blacklist=raid6_select_algo,init_zswap", "pty.legacy_count=0"],
    ].map(quote).join(" ")
  } 5<&0 6>&1 7>&2 </dev/null >${folder}/console 2>&1`;
}

/**
 * Devices of a driver that sends frames over UDP to the next port of this machine's loopback, where
 * nobody listens.
 */
function deviceArguments(count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const mac = `02:00:00:00:e0:${i.toString(16).padStart(2, "0")}`;
    const port = 20000 + 2 * Math.floor(Math.random() * 6000);
    const ends = `src=127.0.0.1,srcport=${port},dst=127.0.0.1,dstport=${port + 1}`;
    return `vec${i}:transport=l2tpv3,udp=1,${ends},rx_session=1,tx_session=1,mac=${mac}`;
  });
}

/** Where the guest's memory, a sparse file deleted at once, goes: to memory when it fits there. */
function memoryFolder(exchange: Exchange): string {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    if (bavail * bsize > memoryMb * 1024 * 1024) return "/dev/shm";
  } catch {
    // No /dev/shm on this machine.
  }
  return exchange.folder;
}

/** Gives the guest up when it is not ready after {@linkcode bootTimeoutMs}. */
function watchBoot(exchange: Exchange, giveUp: () => void): ReturnType<typeof setInterval> {
  const deadline = performance.now() + bootTimeoutMs;
  const timer = setInterval(() => {
    if (exchange.read("console").includes(readyMark)) clearInterval(timer);
    else if (performance.now() > deadline) giveUp();
  }, 500);
  return timer;
}

function broken(exchange: Exchange, timedOut: boolean): KernelError {
  const said = exchange.read("console").trimEnd();
  const what = said.includes(readyMark)
    ? "the User-mode Linux guest died while the command was running"
    : timedOut
    ? `the User-mode Linux guest was not ready after ${bootTimeoutMs / 1000} s`
    : "the User-mode Linux guest died while it was booting";
  const lines = said.split("\n").filter((line) => !isTrace(line)).slice(-15)
    .map((line) => `  | ${line}`);
  return new KernelError([`${what}; the last lines of its console:`, ...lines].join("\n"));
}

/** Whether a line belongs to the stack of a kernel panic, which is long and tells a user nothing. */
function isTrace(line: string): boolean {
  return /\[<[0-9a-f]+>\]/.test(line);
}
