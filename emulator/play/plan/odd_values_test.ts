/** What is no text, number or list where one is due is told of or passed over, and brings nothing down. */

import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { RULES } from "../../input/findings/mod.ts";
import { planOf } from "./testing.ts";

/** JSON that is neither a text nor becomes one. */
const ODD = { toString: 1, valueOf: 1 };

/** One of so many is tried, all where mutations are asked for. */
const STEP = Deno.env.has("FUZZ_RUNS") ? 1 : 12;

/** Returns `value` with each of its parts, in JSON that is a text too, in turn the odd one. */
function* oddVersions(value: unknown): Generator<unknown> {
  yield ODD;
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      for (const odd of oddVersions(item)) yield value.with(i, odd);
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      for (const odd of oddVersions(member)) yield { ...value, [key]: odd };
    }
  } else if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    for (const odd of oddVersions(parsed(value))) yield JSON.stringify(odd);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.length;
  }
}

function* oddManifests(): Generator<string> {
  const seen = new Set<string>();
  const texts = RULES.flatMap(({ wrong, right }) => [...wrong.files, ...right.files])
    .map(({ text }) => text);
  for (const text of new Set(texts)) {
    const all = parseAllDocuments(text, { logLevel: "error" });
    // What is no YAML is lint's to tell of before anything is looked at.
    const documents = all.every((document) => document.errors.length === 0)
      ? Array.from(all, (document): unknown => document.toJS())
      : [];
    for (const [i, document] of documents.entries()) {
      for (const odd of oddVersions(document)) {
        const written = JSON.stringify(odd);
        if (seen.has(written)) continue;
        seen.add(written);
        yield documents.with(i, odd).map((one) => JSON.stringify(one)).join("\n---\n");
      }
    }
  }
}

Deno.test("whatever part of an example is an odd object, lint has its say, and nothing breaks", () => {
  let count = 0;
  for (const text of oddManifests()) {
    if (count++ % STEP === 0) assert.doesNotThrow(() => planOf(text), text);
  }
  assert.ok(count > 1000, `${count} manifests`);
});
