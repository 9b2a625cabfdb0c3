/** Strict reading of JSON by a description of its shape, from which its JSON Schema is made too. Pure. */

import { isJsonObject, type JsonObject } from "../../cni/mod.ts";

/** What a value must be. */
export type Shape =
  | { type: "boolean" }
  | { type: "integer"; min: number; max: number }
  | { type: "choice"; names: readonly string[] }
  | { type: "text"; pattern: RegExp; allowed: string }
  | { type: "list"; of: Shape; min: number }
  | { type: "object"; keys: Readonly<Record<string, Described>>; atLeastOne?: boolean };

/** A shape and what it is for. */
export interface Described {
  readonly shape: Shape;
  readonly description: string;
}

/** Returns what is wrong with `value`, each with where it is: `hostLinks.allow[0].name is empty: …`. */
export function shapeProblems(shape: Shape, value: unknown, path = ""): string[] {
  const wrong = (allowed: string) => [
    `${path || "it"} is ${abridged(value)}: allowed is ${allowed}`,
  ];
  switch (shape.type) {
    case "boolean":
      return typeof value === "boolean" ? [] : wrong("true or false");
    case "integer": {
      const { min, max } = shape;
      const fits = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
      return fits ? [] : wrong(`a whole number from ${min} to ${max}`);
    }
    case "choice":
      return shape.names.some((name) => name === value)
        ? []
        : wrong(`one of ${shape.names.join(", ")}`);
    case "text":
      return typeof value === "string" && shape.pattern.test(value) ? [] : wrong(shape.allowed);
    case "list":
      if (!Array.isArray(value)) return wrong("a list");
      if (value.length < shape.min) return wrong(`a list of at least ${shape.min}`);
      return value.flatMap((item, i) => shapeProblems(shape.of, item, `${path}[${i}]`));
    case "object": {
      if (!isJsonObject(value)) return wrong("an object");
      const keys = Object.keys(value);
      if (shape.atLeastOne && keys.length === 0) {
        return wrong(`an object with at least one of ${Object.keys(shape.keys).join(", ")}`);
      }
      return keys.flatMap((key) => {
        const inner = path === "" ? key : `${path}.${key}`;
        const described = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
        return described
          ? shapeProblems(described.shape, value[key], inner)
          : [`${abridged(inner)} is no key: allowed are ${Object.keys(shape.keys).join(", ")}`];
      });
    }
  }
}

/** Returns the JSON Schema of `shape`. */
export function shapeSchema(shape: Shape): JsonObject {
  switch (shape.type) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return { type: "integer", minimum: shape.min, maximum: shape.max };
    case "choice":
      return { enum: [...shape.names] };
    case "text":
      return { type: "string", pattern: shape.pattern.source };
    case "list":
      return { type: "array", items: shapeSchema(shape.of), minItems: shape.min };
    case "object":
      return {
        type: "object",
        additionalProperties: false,
        ...(shape.atLeastOne ? { minProperties: 1 } : {}),
        properties: Object.fromEntries(
          Object.entries(shape.keys).map(([key, { shape, description }]) =>
            [key, { description, ...shapeSchema(shape) }] as const
          ),
        ),
      };
  }
}

function abridged(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
