/** What happened, as data: everything that is printed is derived from it. */

import {
  errorOf,
  type ExecRecord,
  isJsonObject,
  type JsonObject,
  parseJson,
} from "../../../cni/mod.ts";

/** One plugin that ran. */
export interface Step {
  command: string;
  /** The attachment as people call it: "default/bond-net1"; the default network by its CNI name. */
  network: string;
  type: string;
  ifname: string;
  /** Path of the program. */
  plugin: string;
  config: JsonObject;
  /** -1 when it could not be started, or was killed. */
  exitCode: number;
  durationMs: number;
  /** What a successful ADD returned. */
  result?: JsonObject;
  /** Why it failed. */
  error?: { code: number; msg: string; details: string };
  /** What it said on stderr; absent when it said nothing. */
  stderr?: string;
}

/** Returns the step that `record` is about, which ran for the attachment called `network`. */
export function toStep(record: ExecRecord, network: string): Step {
  const { command, type, ifname, pluginPath, config, exitCode, durationMs } = record;
  const stderr = new TextDecoder().decode(record.stderr).trimEnd();
  const outcome = exitCode === 0 ? resultOf(record) : { error: failureOf(record) };
  return {
    command,
    network,
    type,
    ifname,
    plugin: pluginPath,
    config,
    exitCode,
    durationMs: Math.round(durationMs * 10) / 10,
    ...outcome,
    ...(stderr === "" ? {} : { stderr }),
  };
}

function resultOf({ stdout }: ExecRecord): { result?: JsonObject } {
  if (stdout.length === 0) return {};
  try {
    const result = parseJson(stdout);
    return isJsonObject(result) ? { result } : {};
  } catch {
    return {}; // The runtime has said that it cannot be read.
  }
}

function failureOf(record: ExecRecord): NonNullable<Step["error"]> {
  const error = errorOf(record);
  return {
    code: error?.code ?? 0,
    msg: record.failure ?? error?.msg ?? "",
    details: record.failure ? "" : error?.details ?? "",
  };
}
