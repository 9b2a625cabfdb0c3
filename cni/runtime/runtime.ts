/** What a runtime decides once, and what it says about each attachment. */

import type { Attachment, Command } from "../invocation.ts";
import type { JsonObject } from "../json.ts";
import type { Plugin } from "../plugin.ts";

/** A program that serves a plugin type. */
export interface PluginProgram {
  /** The program. */
  path: string;
  /** Arguments, which the protocol does not use; none when absent. */
  args?: readonly string[];
  /** Variables for it alone, beside those of the protocol. */
  environment?: Readonly<Record<string, string>>;
  /** Serves the calls in this process; `path` is then what the same program would be run as. */
  plugin?: Plugin;
}

/** Where a runtime finds plugins and keeps results, and who watches it. */
export interface Runtime {
  /** Directories with plugins, in order: what becomes CNI_PATH. */
  path: readonly string[];
  /** Results are kept in `results/` below it; /var/lib/cni when absent. */
  cacheDir?: string;
  /** The variables that plugins inherit; this process' own when absent. */
  environment?: Readonly<Record<string, string>>;
  /** Aborting it kills the plugin that runs (SIGKILL) and fails the operation: `AbortSignal.timeout(ms)` for a time limit. */
  signal?: AbortSignal;
  /** Says which program serves a type, before `path` is searched. */
  programOf?(type: string): PluginProgram | undefined;
  /** Is told of each plugin that ran, when it has ended. */
  onExec?(record: ExecRecord): void;
}

/** What a runtime says about one attachment. */
export interface AttachmentRequest extends Attachment {
  /** Path of the container's network namespace; "" when it is gone. */
  netns: string;
  /** CNI_ARGS, in order. */
  args?: readonly (readonly [string, string])[];
  /** Values for capabilities; each plugin gets those that it declares. */
  capabilityArgs?: JsonObject;
}

/** One plugin that ran. */
export interface ExecRecord {
  /** CNI_COMMAND. */
  command: Command;
  /** Type of the plugin. */
  type: string;
  /** Name of the network. */
  network: string;
  /** The program. */
  pluginPath: string;
  /** CNI_CONTAINERID. */
  containerId: string;
  /** CNI_NETNS. */
  netns: string;
  /** CNI_IFNAME. */
  ifname: string;
  /** The configuration it was given on stdin. */
  config: JsonObject;
  /** All variables that it had. */
  environment: Readonly<Record<string, string>>;
  /** -1 when it could not be started, or was killed by the runtime. */
  exitCode: number;
  /** How long it ran, in ms. */
  durationMs: number;
  /** All that it wrote to stdout. */
  stdout: Uint8Array;
  /** All that it wrote to stderr. */
  stderr: Uint8Array;
  /** Why it could not be started, or was killed. */
  failure?: string;
}
