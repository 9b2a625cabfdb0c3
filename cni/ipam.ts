/** Delegation to the IPAM plugin that the configuration names. */

import { CniError, CniErrorCode } from "./errors.ts";
import { errorOf, execPlugin, type Outcome } from "./exec.ts";
import { findPlugin } from "./find.ts";
import type { Invocation, PluginCommand } from "./invocation.ts";
import { ipamError } from "./ipam_error.ts";
import { parseJson } from "./json.ts";
import { parseResult } from "./result_parse.ts";
import type { Result } from "./result.ts";

/**
 * Runs ADD of the IPAM plugin and returns the addresses and routes it gave; undefined when the
 * configuration names none. All or nothing: when the plugin fails, is interrupted, or gives no
 * address, its DEL has been run before this throws. Throws CniError with the plugin's own code and
 * message.
 *
 * The child runs beside the caller, which may go on with synchronous work meanwhile. Call it from
 * the runtime's namespace.
 */
export async function ipamAdd(invocation: Invocation): Promise<Result | undefined> {
  if (!invocation.config.ipam) return undefined;
  const path = locate(invocation);
  try {
    const outcome = await delegate(invocation, "ADD", path, invocation.signal);
    const result = parseResult(parseStdout(outcome), invocation.config.cniVersion);
    if (result.ips.length === 0) {
      throw new CniError(CniErrorCode.Internal, "IPAM plugin returned missing IP config");
    }
    return result;
  } catch (error) {
    await delegate(invocation, "DEL", path).catch((problem: Error) =>
      invocation.log(`IPAM DEL after its failed ADD: ${problem.message}`)
    );
    throw error;
  }
}

/** Runs DEL of the IPAM plugin, if one is configured, to its end even when interrupted. Throws its error. */
export async function ipamDel(invocation: Invocation): Promise<void> {
  if (invocation.config.ipam) await delegate(invocation, "DEL", locate(invocation));
}

/** Runs CHECK of the IPAM plugin, if one is configured. Throws its error. */
export async function ipamCheck(invocation: Invocation): Promise<void> {
  if (!invocation.config.ipam) return;
  await delegate(invocation, "CHECK", locate(invocation), invocation.signal);
}

/** Runs GC of the IPAM plugin, if one is configured. Throws its error. */
export async function ipamGc(invocation: Invocation): Promise<void> {
  if (invocation.config.ipam) await delegate(invocation, "GC", locate(invocation));
}

/** Runs STATUS of the IPAM plugin, if one is configured. Throws its error; code 50 when it is absent. */
export async function ipamStatus(invocation: Invocation): Promise<void> {
  if (!invocation.config.ipam) return;
  const path = locate(invocation, CniErrorCode.NotAvailable);
  await delegate(invocation, "STATUS", path, invocation.signal);
}

function locate(
  { config, path }: Invocation,
  code: number = CniErrorCode.InvalidConfig,
): string {
  try {
    return findPlugin(config.ipam?.type ?? "", path);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CniError(
      code,
      message,
      "install the plugin that ipam.type names in a directory of CNI_PATH",
      { cause },
    );
  }
}

/** The delegate gets the bytes and the variables of the call itself; only the command is its own. */
async function delegate(
  invocation: Invocation,
  command: PluginCommand,
  path: string,
  signal?: AbortSignal,
): Promise<Outcome> {
  const outcome = await execPlugin({
    path,
    stdin: invocation.stdin,
    environment: { ...invocation.environment, CNI_COMMAND: command },
    signal,
  }).catch((cause: unknown) => {
    if (cause instanceof CniError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
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
      `cannot read the IPAM plugin's result: ${cause instanceof Error ? cause.message : cause}`,
      "",
      { cause },
    );
  }
}
