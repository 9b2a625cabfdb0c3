/** Which kernel the caller wants: the machine's own, User-mode Linux, or whichever works. */
export type KernelChoice = "auto" | "host" | "uml";

/** All of them. */
export const KERNEL_CHOICES: readonly KernelChoice[] = ["auto", "host", "uml"];

/** How a command is run inside the private world of a {@linkcode Kernel}. */
export interface RunOptions {
  /** Working directory, by default the caller's. */
  cwd?: string;
  /** Environment, by default the caller's. */
  env?: Record<string, string>;
  /**
   * What the command reads on stdin; nothing by default. Together with `tty` it is in a file instead,
   * whose path becomes the last argument of the command.
   */
  stdin?: Uint8Array;
  /** Receives what the command writes on stdout, byte for byte, as it comes. */
  stdout: (chunk: Uint8Array) => void;
  /** Receives what the command writes on stderr, byte for byte, as it comes. */
  stderr: (chunk: Uint8Array) => void;
  /** Gives the command the caller's terminal instead: `stdout` and `stderr` are then not called. */
  tty?: boolean;
  /** Folders of the machine that the command may write to, under the same path inside. */
  shared?: readonly string[];
  /** Memory of a guest, in MiB (User-mode Linux only); what tests and runtimes need by default. */
  memoryMb?: number;
  /** Ends the command and everything that it started. */
  signal?: AbortSignal;
  /**
   * How many Ethernet devices of its own the guest gets, vec0 and so on, which the kernel treats as
   * hardware (User-mode Linux only). They are connected to nothing.
   */
  devices?: number;
}

/**
 * A Linux kernel with the bonding driver on which commands run as root in a world of their own: no
 * link, namespace, mount or file of the machine is changed by what they do.
 */
export interface Kernel {
  readonly provider: "host" | "uml";
  /** As uname(2) has it. */
  readonly release: string;
  /** Whether IPv4 addresses can be masqueraded on it, as far as that is known. */
  readonly hasFirewall: boolean;
  /** Where it comes from: the path of its program; "" where it is the machine's own. */
  readonly origin: string;
  /**
   * Runs a command to its end.
   * @returns its exit status; 128 + n when signal n ended it.
   * @throws {KernelError} when the world for it could not be made, or fell down under it.
   * @throws {Interrupted} when this process was asked to end meanwhile; all is taken down by then.
   * @throws the reason of `options.signal` when that was aborted.
   */
  run(command: readonly string[], options: RunOptions): Promise<{ code: number }>;
}

/** No kernel could be had, or the one that ran the command broke down. */
export class KernelError extends Error {
  /** Tells it from other errors. */
  override readonly name = "KernelError";
}

/** Receives one line of progress, without its line end. */
export type Log = (line: string) => void;
