/** What the programs say of themselves that will act. */

import type { JsonObject } from "../../../cni/mod.ts";

/** A program, and the versions of the CNI specification that it speaks. */
export interface SpokenVersions {
  program: string;
  versions: readonly string[];
}

/** Something that a plugin refuses in its configuration. */
export interface Refusal {
  /** The key at fault; "" where it is not one key's. */
  key: string;
  message: string;
}

/** What a plugin that the lab stands in for says of itself; it keeps it beside its code. */
export interface StandInFacts {
  /** The keys of its configuration, without those of every plugin; undefined when it takes any. */
  keys: readonly string[] | undefined;
  /** Returns what it refuses in `config` with the MAC address that `mac` asks for, "" for none. */
  refusal(config: JsonObject, mac: string): Refusal | undefined;
}

/** What is known of the programs of a node. */
export interface PluginFacts {
  /** Whether there is a program for plugins of `type`. */
  has(type: string): boolean;
  /** Returns what the program for `type` speaks; undefined when there is none that says so. */
  spoken(type: string): SpokenVersions | undefined;
  /** Whether the program for `type` knows `key`; undefined when there is none to look at. */
  knowsKey(type: string, key: string): boolean | undefined;
  /**
   * Returns what the plugin `type` refuses in `config` with the MAC address that `mac` asks for;
   * undefined when it takes it, or its rules are not known.
   */
  refusal(type: string, config: JsonObject, mac: string): Refusal | undefined;
  /** What is at the absolute `path` of this machine, which is taken for the node; undefined when it is not known. */
  entryAt(path: string): "file" | "folder" | "nothing" | undefined;
  /** The text of the file at the absolute `path` there; undefined when there is none, or none that can be read. */
  textOf(path: string): string | undefined;
  /** The keys of the plugin `type`; undefined when they are not known. */
  keysOf(type: string): readonly string[] | undefined;
}

/** Facts of a machine on which nothing is known. */
export const NO_FACTS: PluginFacts = {
  has: () => true,
  spoken: () => undefined,
  knowsKey: () => undefined,
  refusal: () => undefined,
  entryAt: () => undefined,
  textOf: () => undefined,
  keysOf: () => undefined,
};
