/** JSON that people write by hand: where it breaks off, and what they probably did. */

import { LimitError, refuseVastJson } from "./limits.ts";

/** A text that is not JSON. */
export class JsonFault extends Error {
  override readonly name = "JsonFault";

  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

/** Returns the value of `text`. Throws JsonFault with the place of the first character that cannot stand there. */
export function parseJsonText(text: string): unknown {
  refuseVast(text);
  try {
    return JSON.parse(text);
  } catch {
    new Scanner(text).scan();
    throw new JsonFault("it is not JSON", 0);
  }
}

function refuseVast(text: string): void {
  try {
    refuseVastJson(text);
  } catch (error) {
    if (error instanceof LimitError) throw new JsonFault(error.message, error.offset);
    throw error;
  }
}

/** How the numbers of an object or a list are written, by key or index. */
export type NumberTexts = WeakMap<object, Map<string, string>>;

/** Returns the value of `text` and how its numbers are written. Throws JsonFault as `parseJsonText`. */
export function parseJsonNumbers(text: string): { json: unknown; numbers: NumberTexts } {
  const numbers: NumberTexts = new WeakMap();
  parseJsonText(text);
  const json: unknown = JSON.parse(
    text,
    function (this: object, key: string, value: unknown, context?: { source?: string }) {
      if (typeof value !== "number" || context?.source === undefined) return value;
      const own = numbers.get(this) ?? new Map();
      numbers.set(this, own.set(key, context.source));
      return value;
    },
  );
  return { json, numbers };
}

const BLANK = /[ \t\n\r]*/y;
/** Control characters are refused, those of C1 and DEL excepted. */
const STRING = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Reads values without keeping them. */
class Scanner {
  #at = 0;

  constructor(readonly text: string) {}

  /** Throws JsonFault. */
  scan(): void {
    this.#value();
    this.#skip(BLANK);
    if (this.#at < this.text.length) throw this.#fault("something follows the end of the JSON");
  }

  #value(): void {
    this.#skip(BLANK);
    if (this.#take("{")) this.#members("}", () => this.#member());
    else if (this.#take("[")) this.#members("]", () => this.#value());
    else if (this.text[this.#at] === '"') this.#string();
    else if (!this.#skip(SCALAR)) throw this.#fault("a value is due");
  }

  #members(end: string, read: () => void): void {
    this.#skip(BLANK);
    if (this.#take(end)) return;
    do {
      this.#skip(BLANK);
      if (this.text[this.#at] === end) throw this.#fault(`no comma belongs before ${end}`);
      read();
      this.#skip(BLANK);
    } while (this.#take(","));
    if (!this.#take(end)) throw this.#fault(`a comma or ${end} is due`);
  }

  #member(): void {
    if (this.text[this.#at] !== '"') throw this.#fault('a key in "quotation marks" is due');
    this.#string();
    this.#skip(BLANK);
    if (!this.#take(":")) throw this.#fault("a colon is due after the key");
    this.#value();
  }

  #string(): void {
    if (this.#skip(STRING)) return;
    throw this.#fault("this text has no end on its line, or a \\ that means nothing");
  }

  #take(character: string): boolean {
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  /** Returns whether anything was skipped. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const [found = ""] = pattern.exec(this.text) ?? [];
    this.#at += found.length;
    return found !== "";
  }

  #fault(what: string): JsonFault {
    const rest = this.text.slice(this.#at);
    const found = rest === ""
      ? "the text ends here"
      : rest.startsWith("//") || rest.startsWith("/*") || rest.startsWith("#")
      ? "JSON has no comments"
      : rest.startsWith("'")
      ? "JSON has no single quotes"
      : `not ${/^(?:\w+|.)/su.exec(rest)?.[0] ?? ""}`;
    return new JsonFault(`${what}: ${found}`, this.#at);
  }
}
