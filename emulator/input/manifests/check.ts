/** Checking a document against a schema, with findings that say where. */

import type * as z from "zod";
import { findingAt } from "../finding.ts";
import type { Finding } from "../model.ts";
import { didYouMean } from "../words/mod.ts";
import { type Path, pathText } from "./path.ts";
import type { Source } from "./source.ts";
import type { FieldCode } from "./types.ts";

/**
 * Returns the value of `source` as `schema` reads it, or undefined after saying what is wrong. `remedy`
 * is for mistakes that no better advice is known for.
 */
export function checkSource<T extends z.ZodType>(
  source: Source,
  schema: T,
  findings: Pick<Finding<FieldCode>[], "push">,
  remedy = "correct the manifest; the API server would refuse it",
): z.output<T> | undefined {
  const read = schema.safeParse(source.value, { reportInput: true });
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const { path, input } = issue;
    // An unknown key is told of where it stands, not where its mapping does.
    const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
    const keys = [...keysOf(path), ...unknown];
    const name = pathText(keys) || "the document";
    findings.push(findingAt(source.position(keys), {
      code: input === undefined ? "field-missing" : "field-invalid",
      message: input === undefined ? `${name} is missing` : `${name}: ${explainIssue(issue)}`,
      hint: input === undefined ? "add it" : quoted(issue) ?? remedy,
    }));
  }
  return undefined;
}

/** Returns the path of an issue of zod's. */
export function keysOf(path: readonly PropertyKey[]): Path {
  return path.map((key) => typeof key === "symbol" ? String(key) : key);
}

/** Returns what is wrong, by an issue of zod's. */
export function explainIssue(issue: z.core.$ZodIssue): string {
  const { code, message, input } = issue;
  if (code === "invalid_type") {
    return `a ${WORDS.get(issue.expected) ?? issue.expected} belongs here, not ${describe(input)}`;
  }
  if (code === "too_small" && issue.origin === "number") {
    return `${JSON.stringify(input)} is too small: it is at least ${issue.minimum}`;
  }
  if (code === "too_big" && issue.origin === "number") {
    return `${JSON.stringify(input)} is too large: it is at most ${issue.maximum}`;
  }
  return OWN_WORDS.test(message) ? inOurWords(issue) : message;
}

/** How zod begins where the schema has no words of its own. */
const OWN_WORDS = /^(Invalid|Unrecognized|Too (small|big))\b/;

/** What zod has only its own words for. */
function inOurWords(issue: z.core.$ZodIssue): string {
  const value = JSON.stringify(issue.input);
  switch (issue.code) {
    case "unrecognized_keys":
      return "no such key can stand here";
    case "invalid_value": {
      const values = issue.values.map(String);
      const near = typeof issue.input === "string" ? didYouMean(issue.input, values) : "";
      return `${value} cannot stand here: there is ${values.join(", ")}${near}`;
    }
    case "too_small":
      return `${value} is too short: it has at least ${issue.minimum}`;
    case "too_big":
      return `${value} is too long: it has at most ${issue.maximum}`;
    default:
      return `${value} cannot stand here`;
  }
}

/** What YAML's users call the types. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["record", "mapping"],
  ["object", "mapping"],
  ["array", "list"],
  ["int", "whole number"],
]);

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return `the ${typeof value} ${JSON.stringify(value)}`;
}

/** YAML reads bare words as what they look like; annotations and the like must be text. */
function quoted(issue: z.core.$ZodIssue): string | undefined {
  const { input } = issue;
  const isWord = typeof input === "number" || typeof input === "boolean";
  if (!isWord || issue.code !== "invalid_type" || issue.expected !== "string") return undefined;
  return `write it in quotes: ${JSON.stringify(String(input))}`;
}
