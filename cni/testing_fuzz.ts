/** For tests that try what nobody thought of: values that are nearly right, and how many of them. */

import fc from "fast-check";

/** How often each property is tried: 1000 times, or as `deno task fuzz` says. */
const RUNS = Number(Deno.env.get("FUZZ_RUNS") ?? 1000);

/** Of properties that take long, one run in `cost`. With a seed, so that what is found is found again. */
export function effort(cost = 1): { numRuns: number; seed: number } {
  return {
    numRuns: Math.max(1, Math.ceil(RUNS / cost)),
    seed: Number(Deno.env.get("FUZZ_SEED") ?? 42),
  };
}

/** What stands in the place of a value: the wrong kind, the wrong size, names that mean something to JavaScript. */
const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  1e308,
  "",
  "\0",
  "__proto__",
  "../..",
  "a".repeat(300),
  "\u{1F600}\ud800",
  "02:00:00:00:00:01",
  "10.0.0.1/33",
  [],
  [[]],
  {},
  { toString: 1 },
  [null, {}],
];

/** Returns `value` with one to three of its parts replaced, removed or doubled. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  const change = fc.record({
    way: fc.array(fc.nat(50), { minLength: 1, maxLength: 5 }),
    what: fc.oneof(fc.constantFrom(...STRANGE), fc.jsonValue()),
    how: fc.constantFrom("replace", "remove", "double"),
  });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce<unknown>((all, { way, what, how }) => changed(all, way, what, how), value)
  );
}

function changed(value: unknown, way: readonly number[], what: unknown, how: string): unknown {
  const [step = 0, ...rest] = way;
  if (typeof value !== "object" || value === null) return what;
  const entries = Object.entries(value);
  const place = step % Math.max(1, entries.length);
  const result = entries.flatMap(([key, inner], i): [string, unknown][] => {
    if (i !== place) return [[key, inner]];
    if (rest.length > 0) return [[key, changed(inner, rest, what, how)]];
    if (how === "remove") return [];
    return how === "double" ? [[key, inner], [`${key}2`, inner]] : [[key, what]];
  });
  return Array.isArray(value) ? result.map(([, inner]) => inner) : Object.fromEntries(result);
}

/** Returns `text` with some of its characters changed. */
export function garbled(text: string): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(text.length), length: fc.nat(8), by: fc.string() });
  return fc.array(edit, { minLength: 1, maxLength: 4 }).map((edits) =>
    edits.reduce((all, { at, length, by }) => all.slice(0, at) + by + all.slice(at + length), text)
  );
}
