/** The members of an annotation's objects, looked up and typed as Go's decoder does. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import { type NumberTexts, type Path, pathText } from "../manifests/mod.ts";
import { AnnotationError } from "./element.ts";

/** The members of one object; null is the same as absent. Each method throws AnnotationError. */
export class Fields {
  /** `path` leads to the object from the annotation's list; `numbers` says how its numbers are written. */
  constructor(readonly json: JsonObject, readonly path: Path, readonly numbers: NumberTexts) {}

  /** Returns the text at `key`, "" where there is none. */
  text(key: string): string {
    const value = this.#value(key) ?? "";
    if (typeof value !== "string") throw this.#wrong(key, "text");
    return value;
  }

  /** Returns the number at `key`, 0 where there is none. Go takes no fraction or exponent for its int. */
  integer(key: string): number {
    const value = this.#value(key) ?? 0;
    if (typeof value !== "number") throw this.#wrong(key, "a whole number, without quotes,");
    const written = this.numbers.get(this.json)?.get(spelledIn(this.json, key)) ?? "0";
    if (!/^-?\d+$/.test(written) || !isInt64(BigInt(written))) {
      throw this.#wrong(
        key,
        "a whole number in digits alone, without fraction or exponent,",
        written,
      );
    }
    return value;
  }

  /** Returns the texts at `key`. */
  optionalTexts(key: string): string[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
      throw this.#wrong(key, "a list of texts");
    }
    return value;
  }

  /** Returns the object at `key`. */
  object(key: string): JsonObject | undefined {
    const value = this.#value(key);
    if (value !== undefined && !isJsonObject(value)) throw this.#wrong(key, "an object");
    return value;
  }

  /** Returns the members of the object at `key`. */
  member(key: string): Fields | undefined {
    const value = this.object(key);
    return value && new Fields(value, this.#pathOf(key), this.numbers);
  }

  /** Returns the members of each object in the list at `key`. */
  members(key: string): Fields[] | undefined {
    const value = this.#value(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value) || !value.every(isJsonObject)) {
      throw this.#wrong(key, "a list of objects");
    }
    return value.map((item, i) => new Fields(item, [...this.#pathOf(key), i], this.numbers));
  }

  #value(key: string): unknown {
    return memberOf(this.json, key);
  }

  #pathOf(key: string): Path {
    return [...this.path, spelledIn(this.json, key)];
  }

  #wrong(key: string, due: string, written?: string): AnnotationError {
    const [index, ...inner] = [...this.path, key];
    return new AnnotationError(
      `element ${index} of the networks annotation: ${pathText(inner)} is ${
        written ?? JSON.stringify(this.#value(key))
      }, ${due} is due`,
      this.#pathOf(key),
    );
  }
}

function isInt64(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}
