/** Keys that stand twice in one object of a JSON text. */

import { isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { isVastJson } from "./limits.ts";

/** A key that its object has already. */
interface RepeatedKey {
  key: string;
  /** Where it stands in the text. */
  offset: number;
}

/** Returns the keys of `text` that stand in one object again; none where it is no JSON, or too much to be read. */
export function repeatedKeys(text: string): RepeatedKey[] {
  if (isVastJson(text) || !hasRepeatedKeys(text)) return [];
  // JSON is YAML, whose parser keeps every key and its place.
  const { contents } = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  return contents ? [...repeatedIn(contents)] : [];
}

function* repeatedIn(node: Node): Generator<RepeatedKey> {
  if (isSeq<Node>(node)) {
    for (const item of node.items) yield* repeatedIn(item);
  }
  if (!isMap<Node, Node | null>(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : "";
    // Go reads a key in any case.
    const read = name.toLowerCase();
    if (seen.has(read)) yield { key: name, offset: key.range?.[0] ?? 0 };
    seen.add(read);
    if (value) yield* repeatedIn(value);
  }
}

/** Whether `text` has more keys than what is read of it: a look that needs no tree. */
function hasRepeatedKeys(text: string): boolean {
  try {
    return countKeys(JSON.parse(text)) < countColons(text);
  } catch {
    return false;
  }
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, one) => sum + countKeys(one), 0);
  return inner +
    (Array.isArray(value) ? 0 : new Set(Object.keys(value).map((key) => key.toLowerCase())).size);
}

/** Strings, so that what they say does not count, and colons. */
const STRING_OR_COLON = /"(?:[^"\\]|\\.)*"|:/gs;

function countColons(text: string): number {
  return text.match(STRING_OR_COLON)?.filter((found) => found === ":").length ?? 0;
}
