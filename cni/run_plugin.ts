/** The skeleton of a plugin's process: from variables and stdin to one JSON document and an exit code. */

import { Netns } from "../netlink/mod.ts";
import { parseConfigHeader, parseNetworkConfig } from "./config.ts";
import { parseEnvironment } from "./environment.ts";
import { CniError, CniErrorCode, messageOf, toCniError } from "./errors.ts";
import { type Host, processHost } from "./host.ts";
import type { Environment, Invocation, NetworkConfig, PluginCommand } from "./invocation.ts";
import { formatJson } from "./json.ts";
import type { Plugin } from "./plugin.ts";
import { expectConvertible, renderResult } from "./result_render.ts";
import type { Result } from "./result.ts";
import { runVersion } from "./run_version.ts";
import {
  CNI_VERSIONS,
  type CniVersion,
  compareVersions,
  CURRENT_VERSION,
  isAtLeast,
  isCniVersion,
  OLDEST_VERSION,
} from "./version.ts";
import { abridged } from "./visible.ts";

/** The version of the specification that brought each command. */
const SINCE: Record<PluginCommand, CniVersion> = {
  ADD: "0.1.0",
  DEL: "0.1.0",
  CHECK: "0.4.0",
  GC: "1.1.0",
  STATUS: "1.1.0",
};

/** Returns what a plugin says on stderr when it is run without a command. */
export function aboutText(about: string): string {
  return `${about}\nCNI protocol versions supported: ${CNI_VERSIONS.join(", ")}\n`;
}

/**
 * Serves one call: reads variables and stdin of `host`, runs the plugin's function for the command,
 * and writes exactly one JSON document to stdout where the protocol asks for one. Returns the exit
 * code: 0, or 1 after a failure. Never throws.
 */
export async function runPlugin(plugin: Plugin, host: Host = processHost()): Promise<number> {
  if (!host.variables["CNI_COMMAND"]) {
    host.writeStderr(aboutText(plugin.about));
    return 0;
  }
  const call = { cniVersion: CURRENT_VERSION as string, answered: false };
  const log = (message: string) => host.writeStderr(`${abridged(message)}\n`);
  const answer = (text: string) => {
    host.writeStdout(new TextEncoder().encode(text));
    call.answered = true;
  };
  // Nothing can be taken back from the wrong namespace: the record is for the next call.
  Netns.onLost = ({ message }) => report(new CniError(CniErrorCode.InvalidNetns, message));
  try {
    const environment = parseEnvironment(host.variables);
    if (environment.command === "VERSION") return await runVersion(host);
    const stdin = readStdin(host);
    const header = parseConfigHeader(stdin);
    const command = expectCommand(environment.command);
    checkVersion(command, header.cniVersion);
    call.cniVersion = header.cniVersion;
    const config = parseNetworkConfig(header, command, log);
    refuseOwnNetns(command, environment);

    using ears = new Ears(host);
    if (isOverSoon(plugin, command, config)) ears.putOff();
    else if (hearsSignals(command, config)) ears.listen();
    const invocation: Invocation = {
      ...environment,
      command,
      config,
      stdin,
      environment: host.variables,
      signal: ears.signal,
      waits: () => ears.listenIfPossible(),
      log,
    };
    await dispatch(plugin, invocation, (result) => {
      if (call.answered) throw new Error("ADD has two results");
      if (!plugin.addressless) expectConvertible(result, header.cniVersion);
      answer(formatJson(renderResult(result, header.cniVersion)));
    });
    if (command === "ADD" && !call.answered) throw new Error("ADD has no result");
    return 0;
  } catch (error) {
    report(toCniError(error));
    return 1;
  }

  function report(error: CniError): void {
    // A second document would make the first unreadable.
    if (call.answered) return log(`after the result: ${error}`);
    const code = error.code === CniErrorCode.Unknown ? CniErrorCode.Internal : error.code;
    try {
      answer(formatJson({ ...error.toJson(call.cniVersion), code }));
    } catch (problem) {
      log(`${error} (and stdout is closed: ${problem})`);
    }
  }
}

/** Hears of signals from the moment on that somebody wants to. */
class Ears implements Disposable {
  readonly #host: Host;
  readonly #interrupted = new AbortController();
  #silence: Disposable | undefined;
  #listener: Disposable | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Aborted by what was heard. */
  get signal(): AbortSignal {
    return this.#interrupted.signal;
  }

  /** Nothing is heard of a signal that comes before there is a reason to listen. */
  putOff(): void {
    if (this.#host.putOffInterrupts) this.#silence = this.#host.putOffInterrupts();
    else this.listen();
  }

  /** Throws SystemError when there is no room for what that needs. */
  listen(): void {
    this.#listener ??= this.#host.onInterrupt((name) =>
      this.#interrupted.abort(new CniError(CniErrorCode.TryAgainLater, `interrupted by ${name}`))
    );
  }

  /** Where there is no room the signal ends the process, as it would have. */
  listenIfPossible(): void {
    try {
      this.listen();
    } catch {
      // It is no reason to give up what waits.
    }
  }

  [Symbol.dispose](): void {
    this.#listener?.[Symbol.dispose]();
    this.#silence?.[Symbol.dispose]();
  }
}

/** Whether a call changes something, and has done so before anybody could have stopped it. */
function isOverSoon({ brief }: Plugin, command: PluginCommand, { ipam }: NetworkConfig): boolean {
  return command === "ADD" && brief === true && ipam === undefined;
}

/**
 * What has changes to put back or a child to end must hear of a signal. To any other call, which can be made
 * again, it does what it does to any process, until the call has to wait; to listen takes 2 ms.
 */
function hearsSignals(command: PluginCommand, { ipam }: NetworkConfig): boolean {
  return command === "ADD" || command === "GC" || ipam !== undefined;
}

function dispatch(
  plugin: Plugin,
  invocation: Invocation,
  commit: (result: Result) => void,
): Promise<void> | undefined {
  switch (invocation.command) {
    case "ADD":
      return plugin.add(invocation, commit);
    case "DEL":
      return plugin.del(invocation);
    case "CHECK":
      return plugin.check?.(invocation);
    case "GC":
      return plugin.gc?.(invocation);
    case "STATUS":
      return plugin.status?.(invocation);
  }
}

function readStdin(host: Host): Uint8Array {
  try {
    return host.readStdin();
  } catch (cause) {
    const message = messageOf(cause);
    throw new CniError(CniErrorCode.Io, `error reading from stdin: ${message}`, "", { cause });
  }
}

function isPluginCommand(command: string): command is PluginCommand {
  return Object.hasOwn(SINCE, command);
}

function expectCommand(command: string): PluginCommand {
  if (isPluginCommand(command)) return command;
  throw new CniError(CniErrorCode.InvalidEnvironment, `unknown CNI_COMMAND: ${command}`);
}

/** Throws unless the configuration's version has the command, and is one that is spoken here. */
function checkVersion(command: PluginCommand, cniVersion: string): void {
  const incompatible = (message: string, details = "") =>
    new CniError(CniErrorCode.IncompatibleVersion, message, details);
  const since = SINCE[command];
  if (since !== OLDEST_VERSION) {
    let allowed: boolean;
    try {
      allowed = isAtLeast(cniVersion, since);
    } catch (cause) {
      const message = messageOf(cause);
      throw new CniError(CniErrorCode.Decoding, message, "", { cause });
    }
    if (!allowed) throw incompatible(`config version does not allow ${command}`);
    if (compareVersions(cniVersion, CURRENT_VERSION) > 0) {
      throw incompatible(`plugin version does not allow ${command}`);
    }
  }
  if (!isCniVersion(cniVersion)) {
    const supported = CNI_VERSIONS.map((version) => JSON.stringify(version)).join(" ");
    throw incompatible(
      "incompatible CNI versions",
      `config is ${JSON.stringify(cniVersion)}, plugin supports [${supported}]`,
    );
  }
}

/**
 * Throws when a container's namespace turns out to be the plugin's own: with a wrong path, ADD would
 * build in the host, and DEL would delete there. A path that cannot be opened is the command's to judge.
 */
function refuseOwnNetns(command: PluginCommand, { netns, netnsOverride }: Environment): void {
  if ((command !== "ADD" && command !== "DEL") || netns === "" || netnsOverride) return;
  if (Netns.isCurrent(netns)) {
    throw new CniError(
      CniErrorCode.InvalidNetns,
      "plugin's netns and netns from CNI_NETNS should not be the same",
    );
  }
}
