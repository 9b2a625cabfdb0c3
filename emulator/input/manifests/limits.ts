/**
 * How much a document may be. What Kubernetes stores is far below (an object has 1.5 MiB, its annotations
 * 256 KiB); what is above would take memory and time without end.
 */

import { Lexer } from "yaml";

/** Levels of lists and mappings within each other. */
const MAX_DEPTH = 200;
/** Of all files of a folder together. */
export const MAX_OCTETS = 16 * 1024 * 1024;
/** Of all files of a folder together. */
const MAX_DOCUMENTS = 15_000;
/** A document begins with the lexer's mark, and most with three hyphens, too. */
const MARKS_OF_DOCUMENT = 2;
/** Of all files of a folder together, replicas included. */
const MAX_PODS = 15_000;
/** Pieces of YAML in a document: a pair "key: value" on a line of its own has seven. About 400 octets of memory each. */
const MAX_TOKENS = 150_000;
/** Of all files of a folder together: what one document takes is free again before the next is read. */
const MAX_ALL_TOKENS = 5_000_000;
/** Commas, colons and opening brackets of a JSON text, such as a network's configuration: 5,000 links or routes. */
const MAX_JSON_SIGNS = 20_000;

/** A text that is more than can be read. */
export class LimitError extends Error {
  override readonly name = "LimitError";

  constructor(message: string, readonly offset: number) {
    super(message);
  }
}

/** What may still be read, of all files together. */
export interface Budget {
  documents: number;
  tokens: number;
  pods: number;
}

/** Returns what may be read of all files together. */
export function fullBudget(): Budget {
  return { documents: MARKS_OF_DOCUMENT * MAX_DOCUMENTS, tokens: MAX_ALL_TOKENS, pods: MAX_PODS };
}

/** Takes pods from `budget`. Throws LimitError when there are too many. */
export function takePods(budget: Budget, count: number): void {
  budget.pods -= count;
  if (budget.pods < 0) throw new LimitError(`there are more than ${MAX_PODS} pods`, 0);
}

/** The lexer's marks: of a document's beginning, and of a scalar to follow. */
const DOCUMENT = "\x02";
const SCALAR = "\x1f";

/** Takes what is read from a budget, piece by piece as the lexer makes them. */
export class Meter {
  readonly #nesting = new Nesting();
  #offset = 0;
  /** Of the document that is being read. */
  #tokens = 0;

  constructor(readonly budget: Budget) {}

  /** Takes the next piece. Throws LimitError where it becomes too much. */
  add(token: string): void {
    const { budget } = this;
    if (token === DOCUMENT || token === "---") {
      this.#tokens = 0;
      if (--budget.documents < 0) {
        throw this.#error(`there are more than ${MAX_DOCUMENTS} documents`);
      }
    }
    // Each line of a scalar is a piece of its own.
    const pieces = 1 + count(token, "\n");
    this.#tokens += pieces;
    budget.tokens -= pieces;
    if (this.#tokens > MAX_TOKENS) {
      throw this.#error(`a document has more than ${MAX_TOKENS} keys, values and signs`);
    }
    if (budget.tokens < 0) {
      throw this.#error(`there are more than ${MAX_ALL_TOKENS} keys, values and signs`);
    }
    if (this.#nesting.add(token) > MAX_DEPTH) {
      throw this.#error(`it is nested deeper than ${MAX_DEPTH} levels`);
    }
    if (token !== DOCUMENT && token !== SCALAR) this.#offset += token.length;
  }

  #error(message: string): LimitError {
    return new LimitError(message, this.#offset);
  }
}

/** Throws LimitError where `text` is too much for a document. Needs no memory of note. */
export function refuseVast(text: string): void {
  const meter = new Meter(fullBudget());
  for (const token of new Lexer().lex(text)) meter.add(token);
}

function count(text: string, sign: string): number {
  let found = 0;
  for (let i = text.indexOf(sign); i >= 0; i = text.indexOf(sign, i + 1)) found++;
  return found;
}

/** How deep a text is nested, token by token. */
class Nesting {
  #flow = 0;
  /** The columns at which block collections begin. */
  #block: number[] = [];
  #column = 0;
  /** Whether nothing but blanks and signs of lists stands before on the line. */
  #atStart = true;
  /** Whether the lines of a block scalar come next, which are no nesting. */
  #afterHeader = false;

  /** Returns the depth after `token`. */
  add(token: string): number {
    switch (token) {
      case SCALAR:
        break;
      case DOCUMENT:
        this.#block = [];
        break;
      case "{":
      case "[":
        this.#flow++;
        break;
      case "}":
      case "]":
        this.#flow = Math.max(0, this.#flow - 1);
        break;
      default:
        this.#place(token);
    }
    this.#move(token);
    return this.#flow + this.#block.length;
  }

  #place(token: string): void {
    if (token.trim() === "") return;
    const isBlockScalar = this.#afterHeader;
    this.#afterHeader = /^[|>]/.test(token);
    if (this.#flow > 0 || !this.#atStart || isBlockScalar) return;
    while ((this.#block.at(-1) ?? -1) >= this.#column) this.#block.pop();
    this.#block.push(this.#column);
    this.#atStart = token === "-" || token === "?";
  }

  #move(token: string): void {
    if (token === SCALAR || token === DOCUMENT) return;
    const line = token.lastIndexOf("\n");
    if (line >= 0) this.#atStart = true;
    this.#column = line < 0 ? this.#column + token.length : token.length - line - 1;
  }
}

/** Throws LimitError when the JSON `text` is nested too deep, or has too many keys and values, to be read. */
export function refuseVastJson(text: string): void {
  let depth = 0;
  let signs = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === "\\") i++;
      else if (character === '"' || character === "\n") quoted = false;
    } else if (character === '"') quoted = true;
    else if ((character === "," || character === ":") && ++signs > MAX_JSON_SIGNS) refuseMany(i);
    else if (character === "[" || character === "{") {
      if (++depth > MAX_DEPTH) {
        throw new LimitError(`it is nested deeper than ${MAX_DEPTH} levels`, i);
      }
      if (++signs > MAX_JSON_SIGNS) refuseMany(i);
    } else if (character === "]" || character === "}") depth--;
  }
}

/** Whether `refuseVastJson` refuses the text. */
export function isVastJson(text: string): boolean {
  try {
    refuseVastJson(text);
    return false;
  } catch (error) {
    if (error instanceof LimitError) return true;
    throw error;
  }
}

function refuseMany(offset: number): never {
  throw new LimitError(`there are more than ${MAX_JSON_SIGNS} keys, values and brackets`, offset);
}
