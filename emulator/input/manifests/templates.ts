/** Values that are filled in later: by Helm, envsubst, or as parameters of OpenShift's templates. */

import { isJsonObject } from "../../../cni/mod.ts";
import { findingAt } from "../finding.ts";
import type { Finding, Position } from "../model.ts";
import { LimitError, refuseVastJson } from "./limits.ts";
import type { Path } from "./path.ts";
import type { ManifestCode } from "./types.ts";

/** What stands for such a value. */
const MARK = /\{\{-?\s*[\w.$"(]|\$\{\{?\w+\}/;
/** What decides about a pod's networks. */
const DECIDING = /\bcni\.cncf\.io\/networks$|\bmultus-cni\.io\/default-network$/;

/** Whether anything in `text` is filled in later. */
export function isTemplate(text: string): boolean {
  return MARK.test(text);
}

/**
 * Returns where in an object a text about networks stands that is not filled in yet: of a definition any, of
 * other kinds what asks for networks. Undefined where there is none.
 */
export function unfilledIn(value: unknown): Path | undefined {
  const isDefinition = isJsonObject(value) && value["kind"] === "NetworkAttachmentDefinition";
  return firstUnfilled(value, [], isDefinition);
}

function firstUnfilled(value: unknown, path: Path, isDeciding: boolean): Path | undefined {
  if (typeof value === "string") return isDeciding && MARK.test(value) ? path : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const parts: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  for (const [key, part] of parts) {
    const found = firstUnfilled(part, [...path, key], isDeciding || DECIDING.test(String(key)));
    if (found) return found;
  }
  return undefined;
}

/** Returns the finding that what stands at `position` is not filled in yet. */
export function notFilledIn(position: Position): Finding<ManifestCode> {
  return findingAt(position, {
    code: "not-rendered",
    message: "this is filled in later, and no manifest yet: not all of it was looked at",
    hint: "to have what comes of it checked: helm template, oc process or envsubst | bond lint -",
  });
}

/** Returns the values that the parameters of a template have without anybody giving one. */
export function defaultValues(parameters: unknown): Map<string, string> {
  const entries = (Array.isArray(parameters) ? parameters : []).filter(isJsonObject);
  return new Map(
    entries.flatMap(({ name, value }): [string, string][] =>
      typeof name === "string" && typeof value === "string" ? [[name, value]] : []
    ),
  );
}

/** `${{NAME}}` is the whole value, and no text. */
const WHOLE = /^\$\{\{(\w+)\}\}$/;
const PART = /\$\{(\w+)\}/g;

/** What may be filled into a template that is shorter, in characters: names and sizes take less. */
const FILLED_AT_LEAST = 4096;

/**
 * Returns the objects of a template with the parameters filled in that have values. Throws LimitError where
 * more is filled in than there was.
 */
export function filledIn(objects: unknown[], values: ReadonlyMap<string, string>): unknown[] {
  let room = Math.max(FILLED_AT_LEAST, JSON.stringify(objects).length);
  const take = (text: string | undefined) => {
    room -= text?.length ?? 0;
    if (room < 0) throw new LimitError("its parameters fill in more than there is of it", 0);
    return text;
  };
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") {
      const [, name] = WHOLE.exec(value) ?? [];
      if (name !== undefined) return jsonOf(take(values.get(name)));
      return value.replaceAll(PART, (mark, name) => take(values.get(name)) ?? mark);
    }
    if (Array.isArray(value)) return value.map(fill);
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item)]));
  };
  return objects.map(fill);
}

function jsonOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  refuseVastJson(text);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
