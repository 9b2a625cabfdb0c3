/** Checking a document against a schema, with findings that say where. */

import type { z } from "zod";
import { diagnosticAt } from "../diagnostic.ts";
import type { Diagnostic } from "../model.ts";
import { type Path, pathText } from "./path.ts";
import type { Source } from "./source.ts";

/** Returns the value of `source` as `schema` reads it, or undefined after saying what is wrong. */
export function checkSource<T extends z.ZodType>(
  source: Source,
  schema: T,
  diagnostics: Diagnostic[],
): z.output<T> | undefined {
  const read = schema.safeParse(source.value, { reportInput: true });
  if (read.success) return read.data;
  for (const { path, message, input } of read.error.issues) {
    const keys = keysOf(path);
    const name = pathText(keys) || "the document";
    diagnostics.push(diagnosticAt(source.position(keys), {
      code: input === undefined ? "field-missing" : "field-invalid",
      severity: "error",
      message: input === undefined
        ? `${name} is missing`
        : `${name}: ${explainIssue(message, input)}`,
      hint: hintFor(input),
    }));
  }
  return undefined;
}

/** Returns the path of an issue of zod's. */
export function keysOf(path: readonly PropertyKey[]): Path {
  return path.map((key) => typeof key === "symbol" ? String(key) : key);
}

/** Returns what belongs in the place of `input`, from the message of an issue of zod's. */
export function explainIssue(message: string, input: unknown): string {
  const expected = /expected ([\w-]+)/i.exec(message)?.[1];
  if (!expected) return message;
  return `a ${WORDS.get(expected) ?? expected} belongs here, not ${describe(input)}`;
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
function hintFor(input: unknown): string {
  if (input === undefined) return "add it";
  return typeof input === "number" || typeof input === "boolean"
    ? `write it in quotes: ${JSON.stringify(String(input))}`
    : "correct the manifest; the API server would refuse it";
}
