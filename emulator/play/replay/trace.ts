/** What happened, as data: everything that is printed is derived from it. */

import {
  errorOf,
  type ExecRecord,
  isJsonObject,
  type JsonObject,
  parseJson,
} from "../../../cni/mod.ts";
import type { PodLink } from "../../lab/sandbox/mod.ts";

/** One plugin that ran. */
export interface Step {
  /** CNI_COMMAND. */
  command: string;
  /** The attachment as people call it: "default/bond-net1"; the default network by its CNI name. */
  network: string;
  /** The plugin's type. */
  type: string;
  /** CNI_IFNAME; "" where the call is about the whole network. */
  ifname: string;
  /** Path of the program. */
  plugin: string;
  /** What it was given on stdin. */
  config: JsonObject;
  /** The variables of the protocol that it was given. */
  environment: Record<string, string>;
  /** -1 when it could not be started, or was killed. */
  exitCode: number;
  /** How long it ran. */
  durationMs: number;
  /** What a successful ADD returned. */
  result?: JsonObject;
  /** Why it failed. */
  error?: { code: number; msg: string; details: string };
  /** What it said on stderr; absent when it said nothing. */
  stderr?: string;
  /** Position of the step of the scenario that made the call, from 0; absent outside of steps. */
  scenarioStep?: number;
  /** What may differ from run to run. */
  measured: {
    /** When it was started, ms since the replay began. */
    startMs: number;
    /** The pod's links that are different after it. */
    links: LinkChange[];
  };
}

/** A link that was made, removed or changed, as it was just before and just after. */
export interface LinkChange {
  /** As it was before; absent when it was not there. */
  before?: PodLink;
  /** As it was afterwards; absent when it was gone. */
  after?: PodLink;
}

/** Returns what differs between the links of a pod at two moments. */
export function linkChanges(before: readonly PodLink[], after: readonly PodLink[]): LinkChange[] {
  const same = (one: PodLink, other: PodLink) => JSON.stringify(one) === JSON.stringify(other);
  const gone = before.filter((one) => !after.some(({ index }) => index === one.index));
  return [
    ...gone.map((one) => ({ before: one })),
    ...after.flatMap((one) => {
      const was = before.find(({ index }) => index === one.index);
      if (!was) return [{ after: one }];
      return same(was, one) ? [] : [{ before: was, after: one }];
    }),
  ];
}

/** Returns the step that `record` is about, which ran for the attachment called `network`. */
export function toStep(record: ExecRecord, network: string, measured: Step["measured"]): Step {
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
    environment: protocolVariables(record.environment),
    exitCode,
    durationMs: Math.round(durationMs * 10) / 10,
    ...outcome,
    ...(stderr === "" ? {} : { stderr }),
    measured,
  };
}

function protocolVariables(environment: ExecRecord["environment"]): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => /^CNI_/.test(name)));
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
