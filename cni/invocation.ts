/** One call of a plugin: everything that the runtime said, validated. */

import type { JsonObject } from "./json.ts";
import type { Dns, Result } from "./result.ts";

/** The commands that reach a plugin's code; VERSION is answered for it. */
export type PluginCommand = "ADD" | "DEL" | "CHECK" | "GC" | "STATUS";

/** Every command of the protocol. */
export type Command = PluginCommand | "VERSION";

/** An attachment as the protocol names it: a container and the interface in it. */
export interface Attachment {
  /** The container, by its runtime's ID. */
  containerId: string;
  /** The interface in it. */
  ifname: string;
}

/** The configuration on stdin. */
export interface NetworkConfig {
  /** "0.1.0" when the configuration has none. */
  cniVersion: string;
  /** Name of the network. */
  name: string;
  /** Name of the plugin; "" when the configuration has none. */
  type: string;
  /** Absent when no IPAM plugin is configured, also when `ipam` has no type. */
  ipam?: { type: string } & JsonObject;
  /** Settings of the resolver. */
  dns: Dns;
  /** What the plugins before this one, or its own ADD, returned. */
  prevResult?: Result;
  /** What the runtime supplied for the capabilities that the configuration declares. */
  runtimeConfig: JsonObject;
  /** Metadata that others may have added, by convention under `cni`. */
  args: JsonObject;
  /** What the plugin takes from the runtime. */
  capabilities: Record<string, boolean>;
  /** GC: the attachments that are still valid; [] when null was given, absent when the key is. */
  validAttachments?: Attachment[];
  /** The whole object as it came. */
  raw: JsonObject;
}

/** What the environment said. Empty strings where a variable is unset and the command allows it. */
export interface Environment {
  /** CNI_COMMAND. */
  command: string;
  /** CNI_CONTAINERID. */
  containerId: string;
  /** CNI_NETNS, the path of the container's namespace. */
  netns: string;
  /** CNI_IFNAME. */
  ifname: string;
  /** CNI_ARGS, read leniently. */
  args: ReadonlyMap<string, string>;
  /** The directories of CNI_PATH, in order. */
  path: readonly string[];
  /** CNI_NETNS_OVERRIDE: the container's namespace may be the plugin's own. */
  netnsOverride: boolean;
}

/** One call of a plugin. */
export interface Invocation extends Environment {
  /** What to do. */
  command: PluginCommand;
  /** The configuration of the network. */
  config: NetworkConfig;
  /** The exact bytes received, which delegates receive too. */
  stdin: Uint8Array;
  /** Every variable of the process, which delegates inherit. */
  environment: Readonly<Record<string, string>>;
  /** Aborted by SIGTERM and SIGINT where there is something to put back: stop, put it back, and throw. */
  signal: AbortSignal;
  /** Something is about to wait: has the signals heard from now on, where they are not yet. */
  waits?(): void;
  /** Writes a line to stderr, which runtimes keep only when the call succeeds. */
  log(message: string): void;
  /** Notes what is about to be done, for whoever asks later where a call failed; nobody does if absent. */
  note?(step: string): void;
}
