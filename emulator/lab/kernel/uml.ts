import { statfsSync } from "node:fs";
import { join } from "node:path";
import { readKernelFile } from "../../../netlink/mod.ts";
import { quote } from "../../input/words/mod.ts";
import { Exchange } from "./exchange.ts";
import { explainDeath } from "./death.ts";
import { guestFiles, readyMark } from "./guest_init.ts";
import { withLoader } from "./elf.ts";
import {
  findInstallation,
  hasFirewall,
  hasSeccomp,
  type Installation,
  LOADER,
  type Wanted,
} from "./installation.ts";
import { type Kernel, KernelError, type Log, type RunOptions } from "./kernel.ts";
import { mountOptionsOf } from "./mounts.ts";
import { readableFolder } from "./paths.ts";
import { needsPreload, PRELOAD_FILE, preloadLibrary } from "./preload.ts";
import { Interruption, runProcess, withUsualPath } from "./process.ts";
import { allowedProcessors, chooseProcessor } from "./processor.ts";
import { commandScript } from "./script.ts";
import { terminalSize } from "./terminal.ts";
import { TtyOutput } from "./tty_output.ts";

/** Memory of a guest, in MiB, where nobody says how much. */
const usualMemoryMb = 768;
/** A guest is ready in less than two seconds; a busy machine gets a generous multiple. */
const bootTimeoutMs = 120_000;

/** Parts of the kernel that start without being of use, by the names that they have had since 6.1. */
const unwanted = [
  ...["raid6_select_algo", "raid6_init", "calibrate_xor_blocks", "init_zswap", "init_jfs_fs"],
];

/** A kernel that needs a libc of its own runs from a copy that names the loader of that. */
const OWN_COPY = "linux.uml";

/** What a caller decides about the User-mode Linux that is booted. */
export interface UmlOptions extends Wanted {
  /** Whether the library of ptrace_preload.c is used; by default where it is needed. */
  preload?: boolean;
}

/** A {@linkcode Kernel} that boots User-mode Linux, an ordinary process, for each command. */
export class UserModeLinux implements Kernel {
  readonly provider = "uml";
  readonly #installation: Installation;
  readonly #log: Log;
  readonly #library: Uint8Array | undefined;

  /** @throws {KernelError} when there is none that could be booted, with what to do. */
  constructor(log: Log, { preload, ...wanted }: UmlOptions = {}) {
    this.#log = log;
    this.#installation = findInstallation(wanted);
    if (wanted.firewall && !this.hasFirewall) {
      log(
        `User-mode Linux ${this.release} has neither ip_tables nor nf_tables for IPv4: plugins that ` +
          "masquerade or map ports fail on it; one that has them can be named with --kernel-path",
      );
    }
    const { release } = this.#installation;
    const needed = preload ?? needsPreload(readKernelFile("/proc/cpuinfo"), release);
    this.#library = needed ? preloadLibrary() : undefined;
    if (needed && !this.#library) throw new KernelError(missingLibrary(release));
  }

  get release(): string {
    return this.#installation.release;
  }

  get hasFirewall(): boolean {
    return hasFirewall(this.#installation);
  }

  get origin(): string {
    return this.#installation.program;
  }

  async run(command: readonly string[], options: RunOptions): Promise<{ code: number }> {
    options.signal?.throwIfAborted();
    // From here on there is something to take away.
    using interruption = new Interruption();
    using exchange = Exchange.create();
    const terminal = options.tty ? terminalSize() : undefined;
    const taken = exchange.readOthers("processor").map(Number);
    const processor = chooseProcessor(allowedProcessors(), taken);
    this.#fill(exchange, command, options, { processor, terminal });

    using stdout = new TtyOutput(options.stdout);
    using stderr = new TtyOutput(options.stderr);
    const boot = new AbortController();
    const signals = [interruption.signal, ...(options.signal ? [options.signal] : [])];
    const watch = watchBoot(exchange, () => boot.abort());
    try {
      const script = this.#bootScript(exchange, options);
      await runProcess(
        ["setsid", "taskset", "--cpu-list", `${processor}`, "sh", "-c", script],
        {
          env: {
            ...Deno.env.toObject(),
            TMPDIR: memoryFolder(exchange, options.memoryMb ?? usualMemoryMb),
          },
          stdin: terminal ? "terminal" : "null",
          stdout: terminal ? options.stdout : (chunk) => stdout.write(chunk),
          stderr: terminal ? options.stderr : (chunk) => stderr.write(chunk),
          signal: AbortSignal.any([...signals, boot.signal]),
        },
      );
    } finally {
      clearInterval(watch);
    }
    for (const signal of signals) signal.throwIfAborted();
    const status = exchange.read("status").trim();
    if (status !== "") return { code: Number(status) };
    const said = exchange.read("console").trimEnd();
    const timedOutMs = boot.signal.aborted ? bootTimeoutMs : undefined;
    throw new KernelError(explainDeath(said, { release: this.release, timedOutMs }));
  }

  /** Puts into the exchange folder what the guest finds there. */
  #fill(
    exchange: Exchange,
    command: readonly string[],
    options: RunOptions,
    { processor, terminal }: {
      processor: number;
      terminal: ReturnType<typeof terminalSize> | undefined;
    },
  ): void {
    const cwd = readableFolder(options.cwd ?? Deno.cwd(), this.#log);
    const { program, libraries, modules, release } = this.#installation;
    // modprobe looks below lib or below usr/lib, as it was built.
    for (const folder of ["lib", "usr/lib"]) {
      Deno.mkdirSync(exchange.path(folder), { recursive: true });
      Deno.symlinkSync(modules, exchange.path(`${folder}/modules`));
    }
    if (libraries) Deno.symlinkSync(join(libraries, LOADER), exchange.path(LOADER));
    const files = {
      processor: String(processor),
      ...guestFiles({
        exchange: exchange.folder,
        shared: options.shared ?? [],
        modules,
        moduleList: Deno.readTextFileSync(join(modules, release, "modules.dep")),
        terminal,
      }),
      command: commandScript(
        withInput(command, exchange, options),
        cwd,
        withUsualPath(options.env ?? Deno.env.toObject()),
      ),
      stdin: options.stdin ?? "",
      console: "",
      ...(this.#library ? { [PRELOAD_FILE]: this.#library } : {}),
      ...(libraries ? { [OWN_COPY]: withLoader(Deno.readFileSync(program), `./${LOADER}`) } : {}),
    };
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      Deno.writeFileSync(exchange.path(name), bytes, { mode: 0o700 });
    }
  }

  /**
   * Starts the guest. The command's terminal or stdout is the guest's first console, its stderr the
   * second serial line; whatever the kernel itself says goes to the first serial line, and so to a
   * file.
   *
   * A watcher waits for the lock of the exchange folder, which this process holds until it has removed
   * the folder, or until it dies of whatever cause: then the watcher kills the guest and removes it.
   */
  #bootScript(exchange: Exchange, { devices = 0, memoryMb = usualMemoryMb }: RunOptions): string {
    const folder = quote(exchange.folder);
    const bury = `flock 9; test -d ${folder} || exit; kill -KILL -$0; rm -rf ${folder}`;
    const { program, libraries } = this.#installation;
    const kernel = [
      libraries ? `./${OWN_COPY}` : program,
      ...["root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro"],
      // The kernel splits its arguments at blanks, where they are not quoted, once more.
      ...[`init="${exchange.path("init")}"`, `mem=${memoryMb}M`],
      ...["uml_dir=.", "umid=guest", "quiet", "console=ttyS0"],
      ...["con=null", "con0=fd:5,fd:6", "ssl=null", "ssl0=null,fd:1", "ssl1=null,fd:7"],
      ...(hasSeccomp(this.#installation) ? ["seccomp=auto"] : []),
      ...deviceArguments(devices),
      // Drivers that would each make an interface of their own when they are loaded.
      ...["bonding.max_bonds=0", "dummy.numdummies=0"],
      // What would take half of the kernel's time to start: measuring RAID checksums and its own
      // speed, 256 old terminals, swap and a file system that nobody mounts.
      `initcall_blacklist=${unwanted.join(",")}`,
      ...["lpj=5000000", "pty.legacy_count=0"],
    ];
    const variables = [
      ...(this.#library ? [`LD_PRELOAD=./${PRELOAD_FILE} `] : []),
      ...(libraries ? [`LD_LIBRARY_PATH=${quote(libraries)} `] : []),
    ].join("");
    return `cd ${folder}
setsid sh -c ${quote(bury)} $$ 9<lock </dev/null >/dev/null 2>&1 &
${variables}exec ${kernel.map(quote).join(" ")} 5<&0 6>&1 7>&2 </dev/null >${folder}/console 2>&1`;
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
function memoryFolder(exchange: Exchange, memoryMb: number): string {
  try {
    const { bavail, bsize } = statfsSync("/dev/shm");
    const fits = bavail * bsize > memoryMb * 1024 * 1024;
    // The kernel runs from its memory.
    if (fits && !mountOptionsOf("/dev/shm").includes("noexec")) return "/dev/shm";
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

function missingLibrary(release: string): string {
  return `User-mode Linux ${release} cannot run on this processor, which has AMX, without a library ` +
    "that this program was built without: install tcc or cc and build it again (deno task build), " +
    "or have a newer kernel fetched: bond doctor --install --newest";
}
