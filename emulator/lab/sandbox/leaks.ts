/** What is different after a pod has come and gone. Pure. */

import type { Snapshot, Thing, ThingKind } from "./snapshot.ts";

/** One difference, in words. */
export interface Leak {
  /** What kind of thing it is. */
  kind: ThingKind;
  /** What it is called. */
  name: string;
  /** What is different, in words. */
  message: string;
  /** The plugin that always leaves it so. */
  by?: string;
}

/** What is no leak, though it is different. */
interface Excuses {
  /** The node before any pod: what was otherwise before this one is others' to put back, at any time. */
  pristine?: Snapshot;
  /** Whether a thing may be new. */
  expected?(thing: Thing): boolean;
  /** Returns the plugin that always leaves the property of the thing changed, undefined where none does. */
  doing?(thing: Thing, property: string): string | undefined;
}

/** Returns the differences between two snapshots of one node. */
export function findLeaks(
  before: Snapshot,
  after: Snapshot,
  { pristine = before, expected = () => false, doing = () => undefined }: Excuses = {},
): Leak[] {
  const [was, is, first] = [before, after, pristine].map(index) as [Index, Index, Index];
  const leaks: Leak[] = [];
  for (const [key, thing] of was) {
    const { kind, name, properties } = thing;
    const original = first.get(key);
    if (!original) continue;
    const now = is.get(key);
    if (!now) {
      // A program that has ended is none of the pod's business.
      if (kind !== "process") leaks.push({ kind, name, message: `${kind} ${name} is gone` });
      continue;
    }
    for (const [property, value] of Object.entries(properties)) {
      const current = now.properties[property] ?? "";
      if (current === value || current === original.properties[property]) continue;
      const change = `${property} was ${value || "unset"} and is ${current || "unset"}`;
      const by = doing(thing, property);
      leaks.push({ kind, name, message: `${kind} ${name}: ${change}`, ...(by ? { by } : {}) });
    }
  }
  for (const [key, thing] of is) {
    if (was.has(key) || first.has(key) || expected(thing)) continue;
    const { kind, name } = thing;
    leaks.push({
      kind,
      name,
      message: `${kind} ${name} ${kind === "process" ? "still runs" : "was left behind"}`,
    });
  }
  return leaks;
}

type Index = Map<string, Thing>;

function index(snapshot: Snapshot): Index {
  return new Map(snapshot.map((thing) => [`${thing.kind} ${thing.name}`, thing]));
}
