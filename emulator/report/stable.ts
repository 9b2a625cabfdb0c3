/** What is chosen at random in a replay, replaced by what is the same in every run. */

import { isJsonObject } from "../../cni/mod.ts";
import type { NodeModel } from "../input/model.ts";

/** How the stock plugins name the host's end of a veth pair. */
const RANDOM_NAME = /\bveth[0-9a-f]{8}\b/g;
const MAC = /\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/g;
/** What Go programs write into logs: when it was, and where in memory. */
const TIME = /\b\d{4}([-/])\d\d\1\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:?\d\d)?/g;
const POINTER = /\b0x[0-9a-f]{6,}\b/g;

/** Returns the hardware addresses that the node has by design. */
export function nodeMacs(node: NodeModel): string[] {
  return [
    ...node.physicalFunctions.flatMap(({ mac, virtualFunctions }) => [
      mac,
      ...virtualFunctions.map(({ mac }) => mac),
    ]),
    ...node.nics.map(({ mac }) => mac),
    ...node.hosts.map(({ mac }) => mac),
  ];
}

/**
 * Returns a copy of a JSON value in which names and hardware addresses that plugins or the kernel
 * made up are numbered in the order of their appearance, and in which what plugins say on stderr has
 * the words TIME and POINTER in the place of those. Addresses that are `known`, or that a
 * configuration asks for, stay.
 */
export function stabilize<T>(value: T, known: readonly string[] = []): T {
  const kept = new Set([...known, ...requestedMacs(value), NO_ADDRESS, BROADCAST]);
  const names = numbering((number) => `veth${number}`);
  const macs = numbering((number) => `random-mac-${number}`);
  return copy(
    value,
    (text) =>
      text.replace(RANDOM_NAME, names).replace(MAC, (mac) => kept.has(mac) ? mac : macs(mac)),
  ) as T;
}

const NO_ADDRESS = "00:00:00:00:00:00";
const BROADCAST = "ff:ff:ff:ff:ff:ff";

/** Returns a function that numbers texts, the same one always alike. */
function numbering(label: (number: number) => string): (text: string) => string {
  const labels = new Map<string, string>();
  return (text) => {
    const known = labels.get(text) ?? label(labels.size);
    labels.set(text, known);
    return known;
  };
}

/** The addresses in configurations, which somebody has written there, without what plugins returned. */
function requestedMacs(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(requestedMacs);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key !== "config" || !isJsonObject(item)) return requestedMacs(item);
    const { prevResult: _, ...written } = item;
    return JSON.stringify(written).toLowerCase().match(MAC) ?? [];
  });
}

function withoutMoments(log: string): string {
  return log.replace(TIME, "TIME").replace(POINTER, "POINTER");
}

function copy(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((item) => copy(item, replace));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const text = key === "stderr" && typeof item === "string" ? withoutMoments(item) : item;
      return [replace(key), copy(text, replace)];
    }),
  );
}
