/** Names that plugins choose at random, replaced by names that are the same in every run. */

import { isJsonObject } from "../../cni/mod.ts";

/** How the stock plugins name the host's end of a veth pair. */
const RANDOM_NAME = /\bveth[0-9a-f]{8}\b/g;

/**
 * Returns a copy of a JSON value in which the host's ends of veth pairs are numbered in the order of
 * their appearance, and have MAC addresses by that number.
 */
export function stabilize(value: unknown): unknown {
  const names = new Map<string, string>();
  const macs = new Map<string, string>();
  walk(value, (object) => {
    const { name, mac } = object;
    if (typeof name !== "string" || !name.match(RANDOM_NAME)) return;
    const number = numberOf(names, name);
    if (typeof mac === "string") macs.set(mac, `02:00:00:00:ff:${hex(number)}`);
  });
  const replaceText = (text: string) =>
    macs.get(text) ?? text.replace(RANDOM_NAME, (name) => {
      numberOf(names, name);
      return names.get(name) ?? name;
    });
  return copy(value, replaceText);
}

function numberOf(names: Map<string, string>, name: string): number {
  if (!names.has(name)) names.set(name, `veth${names.size}`);
  return Number(names.get(name)?.slice("veth".length));
}

function hex(number: number): string {
  return number.toString(16).padStart(2, "0").slice(-2);
}

function walk(value: unknown, visit: (object: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) value.forEach((item) => walk(item, visit));
  if (!isJsonObject(value)) return;
  visit(value);
  Object.values(value).forEach((item) => walk(item, visit));
}

function copy(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((item) => copy(item, replace));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [replace(key), copy(item, replace)]);
  return Object.fromEntries(entries);
}
