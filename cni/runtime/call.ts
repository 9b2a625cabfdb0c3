/** One plugin called by a runtime. */

import { isValidName, validateContainerId, validateInterfaceName } from "../environment.ts";
import { CniError, CniErrorCode, messageOf } from "../errors.ts";
import { errorOf, execPlugin, type Outcome } from "../exec.ts";
import { findPlugin } from "../find.ts";
import type { Command } from "../invocation.ts";
import { type JsonObject, parseJson } from "../json.ts";
import { servePlugin } from "../serve.ts";
import { supportedVersions } from "../supported_versions.ts";
import { buildEnvironment } from "./request.ts";
import type { AttachmentRequest, PluginProgram, Runtime } from "./runtime.ts";

/** A plugin to call. */
export interface Call {
  command: Command;
  /** Its complete configuration. */
  config: JsonObject & { type: string; name: string };
  attachment?: AttachmentRequest | undefined;
}

/** Returns what the plugin wrote to stdout. Throws CniError, with the plugin's code, when it fails. */
export async function callPlugin(runtime: Runtime, call: Call): Promise<Uint8Array> {
  const { command, config, attachment } = call;
  const program = locate(runtime, config.type);
  const inherited = runtime.environment ?? Deno.env.toObject();
  const environment = {
    ...buildEnvironment(inherited, command, runtime.path, attachment),
    ...program.environment,
  };
  const started = performance.now();
  const report = (outcome: Outcome & { failure?: string }) =>
    runtime.onExec?.({
      command,
      type: config.type,
      network: config.name,
      pluginPath: program.path,
      containerId: attachment?.containerId ?? "",
      netns: attachment?.netns ?? "",
      ifname: attachment?.ifname ?? "",
      config,
      environment,
      ...outcome,
    });

  const execution = {
    path: program.path,
    ...(program.args ? { args: program.args } : {}),
    stdin: new TextEncoder().encode(JSON.stringify(config)),
    environment,
    signal: runtime.signal,
  };
  const running = program.plugin ? servePlugin(program.plugin, execution) : execPlugin(execution);
  const outcome = await running.catch((cause: unknown) => {
    const error = cause instanceof CniError ? cause : killed(config.type, cause);
    report({
      exitCode: -1,
      stdout: new Uint8Array(),
      stderr: new Uint8Array(),
      durationMs: performance.now() - started,
      failure: error.message,
    });
    throw error;
  });
  report(outcome);
  const error = errorOf(outcome);
  if (error) throw error;
  return outcome.stdout;
}

/** Throws CniError unless the attachment can be asked for; as libcni does before an ADD. */
export function validateAttachment(network: string, attachment: AttachmentRequest): void {
  if (attachment.containerId === "") {
    throw new CniError(CniErrorCode.UnknownContainer, "missing containerID");
  }
  validateContainerId(attachment.containerId);
  if (network === "") throw new CniError(CniErrorCode.InvalidConfig, "missing network name");
  if (!isValidName(network)) {
    throw new CniError(
      CniErrorCode.InvalidConfig,
      "invalid characters found in network name",
      network,
    );
  }
  validateInterfaceName(attachment.ifname);
}

/** Returns the versions that the plugin `type` supports. Throws CniError when it does not say. */
export async function pluginVersions(
  runtime: Runtime,
  type: string,
): Promise<string[]> {
  const dummy = { containerId: "", netns: "dummy", ifname: "dummy" };
  const config = { cniVersion: "1.1.0", name: "dummy", type };
  const stdout = await callPlugin(runtime, { command: "VERSION", config, attachment: dummy })
    .catch((error: CniError) => {
      // A plugin from before VERSION existed.
      if (error.message === "unknown CNI_COMMAND: VERSION") return undefined;
      throw error;
    });
  if (stdout === undefined) return ["0.1.0"];
  return supportedVersions(parseStdout(stdout));
}

/** Returns the JSON that a plugin printed; nothing printed, or null, is an empty object. */
export function parseStdout(stdout: Uint8Array): unknown {
  try {
    return parseJson(stdout) ?? {};
  } catch (cause) {
    const message = messageOf(cause);
    throw new CniError(
      CniErrorCode.Decoding,
      `cannot read the plugin's result: ${message}`,
      new TextDecoder().decode(stdout).slice(0, 200),
      { cause },
    );
  }
}

function locate(runtime: Runtime, type: string): PluginProgram {
  const program = runtime.programOf?.(type);
  if (program) return program;
  try {
    return { path: findPlugin(type, runtime.path) };
  } catch (cause) {
    const message = messageOf(cause);
    throw new CniError(CniErrorCode.Unknown, message, "", { cause });
  }
}

function killed(type: string, reason: unknown): CniError {
  const why = messageOf(reason);
  return new CniError(CniErrorCode.Unknown, `plugin "${type}" was killed: ${why}`, "", {
    cause: reason,
  });
}
