/** What is different after a pod has come and gone. Pure. */

import type { Snapshot, Thing, ThingKind } from "./snapshot.ts";

/** One difference, in words. */
export interface Leak {
  kind: ThingKind;
  name: string;
  message: string;
}

/**
 * Returns the differences between two snapshots of one node. Things for which `expected` is true may
 * be new.
 */
export function findLeaks(
  before: Snapshot,
  after: Snapshot,
  expected: (thing: Thing) => boolean = () => false,
): Leak[] {
  const [was, is] = [index(before), index(after)];
  const leaks: Leak[] = [];
  for (const [key, { kind, name, properties }] of was) {
    const now = is.get(key);
    if (!now) {
      // A program that has ended is none of the pod's business.
      if (kind !== "process") leaks.push({ kind, name, message: `${kind} ${name} is gone` });
      continue;
    }
    for (const [property, value] of Object.entries(properties)) {
      const current = now.properties[property] ?? "";
      if (current === value) continue;
      const change = `${property} was ${value || "unset"} and is ${current || "unset"}`;
      leaks.push({ kind, name, message: `${kind} ${name}: ${change}` });
    }
  }
  for (const [key, thing] of is) {
    if (was.has(key) || expected(thing)) continue;
    const { kind, name } = thing;
    leaks.push({
      kind,
      name,
      message: `${kind} ${name} ${kind === "process" ? "still runs" : "was left behind"}`,
    });
  }
  return leaks;
}

function index(snapshot: Snapshot): Map<string, Thing> {
  return new Map(snapshot.map((thing) => [`${thing.kind} ${thing.name}`, thing]));
}
