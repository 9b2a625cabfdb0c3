/** Delegation to the IPAM plugin that the configuration names. */

import { CniError, CniErrorCode, messageOf } from "./errors.ts";
import { errorOf, execPlugin, type Outcome } from "./exec.ts";
import { findPlugin } from "./find.ts";
import type { Invocation, PluginCommand } from "./invocation.ts";
import { ipamError } from "./ipam_error.ts";
import { parseJson } from "./json.ts";
import { parseResult } from "./result_parse.ts";
import type { Result } from "./result.ts";
import { TimeLimit } from "./time_limit.ts";

/**
 * How long an IPAM plugin may take, in milliseconds. Runtimes give up a call after 2 minutes (kubelet,
 * runtimeRequestTimeout): an ADD that waited in vain has time to release what it may have got.
 */
const LIMITS_MS: Record<PluginCommand, number> = {
  ADD: 40_000,
  DEL: 20_000,
  CHECK: 20_000,
  GC: 40_000,
  STATUS: 10_000,
};

/** How long the release of addresses may go on when the call is interrupted, in milliseconds. */
const INTERRUPTED_RELEASE_MS = 2000;

/** An ADD of the IPAM plugin that has been started. */
export interface IpamAttempt {
  /**
   * The addresses and routes it gave; undefined when the configuration names no plugin. Rejects with
   * CniError: the plugin's own code and message, 11 when it was killed.
   */
  readonly addresses: Promise<Result | undefined>;
  /** Releases what it gave, or may have given, by DEL of the plugin. Throws its error. */
  takeBack(): Promise<void>;
}

/**
 * Starts ADD of the IPAM plugin. The child runs beside the caller, which may go on with synchronous
 * work meanwhile. Call it from the runtime's namespace. `timeoutMs` is how long it may take: 40 s if not
 * given.
 */
export function startIpam(invocation: Invocation, timeoutMs = LIMITS_MS.ADD): IpamAttempt {
  let started = false;
  const run = async () => {
    if (!invocation.config.ipam) return undefined;
    const path = locate(invocation);
    started = true;
    using limit = new TimeLimit({ timeoutMs, interrupt: invocation.signal });
    const outcome = await delegate(invocation, "ADD", path, limit.signal);
    const result = parseResult(parseStdout(outcome), invocation.config.cniVersion);
    if (result.ips.length === 0) {
      throw new CniError(CniErrorCode.Internal, "IPAM plugin returned missing IP config");
    }
    return result;
  };
  const addresses = run();
  // Its failure is looked at when it is awaited.
  addresses.catch(() => {});
  return {
    addresses,
    takeBack: async () => {
      await addresses.catch(() => {});
      if (started) await ipamDel(invocation);
    },
  };
}

/**
 * Runs ADD of the IPAM plugin and returns the addresses and routes it gave; undefined when the
 * configuration names none. All or nothing: when the plugin fails, is interrupted, or gives no
 * address, its DEL has been run before this throws. Throws CniError with the plugin's own code and
 * message.
 */
export async function ipamAdd(invocation: Invocation): Promise<Result | undefined> {
  const attempt = startIpam(invocation);
  try {
    return await attempt.addresses;
  } catch (error) {
    await attempt.takeBack().catch((problem: Error) =>
      invocation.log(`IPAM DEL after its failed ADD: ${problem.message}`)
    );
    throw error;
  }
}

/**
 * Runs DEL of the IPAM plugin, if one is configured; when interrupted, for 2 more seconds. Throws its
 * error.
 */
export async function ipamDel(invocation: Invocation): Promise<void> {
  await release(invocation, "DEL", INTERRUPTED_RELEASE_MS);
}

/** What is this very program never gave an address. */
async function release(
  invocation: Invocation,
  command: "DEL" | "GC",
  graceMs?: number,
): Promise<void> {
  const { config: { ipam }, path, log } = invocation;
  if (!ipam) return;
  if (isOwnProgram(ipam.type, path)) return log(`${ipam.type} is this plugin itself: no address`);
  await delegateInTime(invocation, command, locate(invocation), graceMs);
}

/** Runs CHECK of the IPAM plugin, if one is configured. Throws its error. */
export async function ipamCheck(invocation: Invocation): Promise<void> {
  if (invocation.config.ipam) await delegateInTime(invocation, "CHECK", locate(invocation));
}

/** Runs GC of the IPAM plugin, if one is configured. Throws its error. */
export async function ipamGc(invocation: Invocation): Promise<void> {
  await release(invocation, "GC");
}

/** Runs STATUS of the IPAM plugin, if one is configured. Throws its error; code 50 when it is absent. */
export async function ipamStatus(invocation: Invocation): Promise<void> {
  if (!invocation.config.ipam) return;
  const path = locate(invocation, CniErrorCode.NotAvailable);
  await delegateInTime(invocation, "STATUS", path);
}

function locate(
  { config, path }: Invocation,
  code: number = CniErrorCode.InvalidConfig,
): string {
  const type = config.ipam?.type ?? "";
  refuseOwnProgram({ config, path });
  try {
    return findPlugin(type, path);
  } catch (cause) {
    const message = messageOf(cause);
    throw new CniError(
      code,
      message,
      "install the plugin that ipam.type names in a directory of CNI_PATH",
      { cause },
    );
  }
}

/**
 * Throws CniError when the IPAM plugin is the program that runs. It would call itself without end, or wait for
 * a lock that its caller has.
 */
export function refuseOwnProgram({ config, path }: Pick<Invocation, "config" | "path">): void {
  if (!config.ipam || !isOwnProgram(config.ipam.type, path)) return;
  throw new CniError(
    CniErrorCode.InvalidConfig,
    `ipam.type ${JSON.stringify(config.ipam.type)} is this plugin itself, under whatever name`,
    "name an IPAM plugin such as host-local",
  );
}

/**
 * Returns whether this program has been called as the IPAM plugin of its own network, as another version of it
 * under another name would be: it has given nothing, and its caller waits for it.
 */
export function isOwnIpam({ config }: Pick<Invocation, "config">): boolean {
  return config.ipam !== undefined && config.ipam.type !== config.type &&
    calledAs() === config.ipam.type;
}

async function delegateInTime(
  invocation: Invocation,
  command: PluginCommand,
  path: string,
  graceMs = 0,
): Promise<void> {
  using limit = new TimeLimit({
    timeoutMs: LIMITS_MS[command],
    interrupt: invocation.signal,
    graceMs,
  });
  await delegate(invocation, command, path, limit.signal);
}

/** Returns whether the plugin `type` is the program that runs: the same file, a copy, or one called by that very name. */
function isOwnProgram(type: string, directories: readonly string[]): boolean {
  if (calledAs() === type) return true;
  try {
    const [own, other] = ["/proc/self/exe", findPlugin(type, directories)];
    const [{ dev, ino, size }, there] = [Deno.statSync(own), Deno.statSync(other)];
    if (dev === there.dev && ino === there.ino) return true;
    return size === there.size && isSameEnd(own, other, size);
  } catch {
    return false;
  }
}

/** Octets in which two programs of one size differ somewhere: executables end in what is their own. */
const TELLING_OCTETS = 64 * 1024;

function isSameEnd(one: string, other: string, size: number): boolean {
  const endOf = (path: string) => {
    using file = Deno.openSync(path);
    file.seekSync(Math.max(0, size - TELLING_OCTETS), Deno.SeekMode.Start);
    const bytes = new Uint8Array(TELLING_OCTETS);
    let length = 0;
    for (let n; length < bytes.length && (n = file.readSync(bytes.subarray(length))) !== null;) {
      length += n;
    }
    return new TextDecoder("latin1").decode(bytes.subarray(0, length));
  };
  return endOf(one) === endOf(other);
}

/** Returns the name that this program was called by: argv[0] without its folder. */
function calledAs(): string {
  try {
    const [path = ""] = Deno.readTextFileSync("/proc/self/cmdline").split("\0");
    return path.slice(path.lastIndexOf("/") + 1);
  } catch {
    return "";
  }
}

/** The delegate gets the bytes and the variables of the call itself; only the command is its own. */
async function delegate(
  invocation: Invocation,
  command: PluginCommand,
  path: string,
  signal: AbortSignal,
): Promise<Outcome> {
  invocation.note?.(`run IPAM plugin ${invocation.config.ipam?.type}: ${command}`);
  const outcome = await execPlugin({
    path,
    stdin: invocation.stdin,
    environment: { ...invocation.environment, CNI_COMMAND: command },
    signal,
  }).catch((cause: unknown) => {
    if (cause instanceof CniError) throw cause;
    const reason = messageOf(cause);
    throw new CniError(
      CniErrorCode.TryAgainLater,
      `IPAM plugin "${invocation.config.ipam?.type}" was killed during ${command}: ${reason}`,
      "",
      { cause },
    );
  });
  const stderr = new TextDecoder().decode(outcome.stderr).trimEnd();
  if (stderr !== "") invocation.log(stderr);
  const error = errorOf(outcome);
  if (error) throw await ipamError(error, invocation, { command, path });
  return outcome;
}

function parseStdout(outcome: Outcome): unknown {
  try {
    return parseJson(outcome.stdout);
  } catch (cause) {
    throw new CniError(
      CniErrorCode.Decoding,
      `cannot read the IPAM plugin's result: ${messageOf(cause)}`,
      "",
      { cause },
    );
  }
}
