import { quote } from "../../input/words/mod.ts";
import { type Kernel, KernelError, type Log, type RunOptions } from "./kernel.ts";
import { readableFolder } from "./paths.ts";
import { privateRoot, withFewCapabilities } from "./private_root.ts";
import { Interruption, runProcess } from "./process.ts";
import { commandScript } from "./script.ts";
import { terminalSize } from "./terminal.ts";

/** A {@linkcode Kernel} that is the machine's own, entered through fresh namespaces. */
export class HostKernel implements Kernel {
  readonly provider = "host";
  readonly release = Deno.osRelease();
  readonly hasFirewall = true;
  readonly origin = "";
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Why this kernel cannot serve, "" when it can. Nothing of the machine changes by asking. */
  static obstacle(): string {
    const loaded = bondingLoaded();
    if (!loaded && !(isRoot() && succeeds("modprobe", "--dry-run", "--quiet", "bonding"))) {
      return "this kernel has no bonding driver loaded";
    }
    if (!succeeds(...unshare(), "true")) return "this process may not create namespaces";
    for (const kind of loaded ? ["bond", "bridge", "veth"] : ["bridge", "veth"]) {
      if (!succeeds(...unshare(), "ip", "link", "add", "type", kind)) {
        return `this process cannot create a ${kind} on this kernel`;
      }
    }
    return "";
  }

  async run(command: readonly string[], options: RunOptions): Promise<{ code: number }> {
    options.signal?.throwIfAborted();
    // Without the parameter the driver would add an interface bond0 to the machine.
    if (!bondingLoaded() && !succeeds("modprobe", "bonding", "max_bonds=0")) {
      throw new KernelError("the bonding driver cannot be loaded: modprobe bonding failed");
    }
    using interruption = new Interruption();
    const cwd = readableFolder(options.cwd ?? Deno.cwd(), this.#log);
    const preface = options.tty ? options.stdin : undefined;
    const inner = commandScript(preface ? [...command, inputFile] : command, cwd);
    const script = [
      privateRoot(options.shared ?? []),
      ...(preface ? [`head -c ${preface.length} > ${inputFile}\n`] : []),
      options.tty
        ? onTerminal(inner)
        : `exec ${withFewCapabilities.join(" ")} sh -c ${quote(inner)}`,
    ].join("");
    const signals = [interruption.signal, ...(options.signal ? [options.signal] : [])];
    // `setpriv` has it all killed when this process dies, whatever it dies of.
    const code = await runProcess(
      ["setsid", "setpriv", "--pdeathsig", "KILL", ...unshare(), "sh", "-c", script],
      {
        env: options.env ?? Deno.env.toObject(),
        stdin: options.tty ? "terminal" : options.stdin ?? "null",
        ...(preface ? { preface } : {}),
        stdout: options.stdout,
        stderr: options.stderr,
        signal: AbortSignal.any(signals),
      },
    );
    for (const signal of signals) signal.throwIfAborted();
    return { code };
  }
}

/** Where a command on a terminal finds its input: in memory, in its own /run. */
const inputFile = "/run/bond-input";

/** Runs a script on a terminal of its own. */
function onTerminal(script: string): string {
  const { rows, columns } = terminalSize();
  const sized = `stty rows ${rows} cols ${columns}\n${script}`;
  return `SHELL=/bin/sh exec ${withFewCapabilities.join(" ")} script --quiet --return --command ${
    quote(sized)
  } /dev/null`;
}

/** Fresh namespaces, in which the process is root; whatever runs in them dies with it. */
function unshare(): [string, ...string[]] {
  const namespaces = ["--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
  return ["unshare", ...(isRoot() ? [] : ["--user", "--map-root-user"]), ...namespaces];
}

function isRoot(): boolean {
  return Deno.uid() === 0;
}

function bondingLoaded(): boolean {
  try {
    return Deno.statSync("/sys/module/bonding").isDirectory;
  } catch {
    return false;
  }
}

function succeeds(program: string, ...args: string[]): boolean {
  try {
    const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
    return new Deno.Command(program, { args, ...quiet }).outputSync().success;
  } catch {
    return false;
  }
}
