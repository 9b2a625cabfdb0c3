/**
 * How much a document may be. What Kubernetes stores is far below (an object has 1.5 MiB, its annotations
 * 256 KiB); what is above would take memory and time without end.
 */

import { Lexer } from "yaml";

/** Levels of lists and mappings within each other. */
export const MAX_DEPTH = 200;
/** Of all files together. */
export const MAX_OCTETS = 3 * 1024 * 1024;
/** Each begins with one sign, or two. */
const MAX_DOCUMENTS = 10_000;
/** Pieces of YAML: a pair "key: value" on a line of its own has seven. About 400 octets of memory each. */
const MAX_TOKENS = 500_000;
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
}

/** Returns what may be read of all files together. */
export function fullBudget(): Budget {
  return { documents: MAX_DOCUMENTS, tokens: MAX_TOKENS };
}

/** The lexer's marks: of a document's beginning, and of a scalar to follow. */
const DOCUMENT = "\x02";
const SCALAR = "\x1f";

/**
 * Takes the YAML `text` from `budget`. Throws LimitError where it becomes too much. Needs no memory of
 * note, and time by the length of the text.
 */
export function spend(budget: Budget, text: string): void {
  const nesting = new Nesting();
  let offset = 0;
  for (const token of new Lexer().lex(text)) {
    if ((token === DOCUMENT || token === "---") && --budget.documents < 0) {
      throw new LimitError(`there are more than ${MAX_DOCUMENTS} documents`, offset);
    }
    // Each line of a scalar is a piece of its own.
    budget.tokens -= 1 + count(token, "\n");
    if (budget.tokens < 0) {
      throw new LimitError(`there are more than ${MAX_TOKENS} keys, values and signs`, offset);
    }
    if (nesting.add(token) > MAX_DEPTH) {
      throw new LimitError(`it is nested deeper than ${MAX_DEPTH} levels`, offset);
    }
    if (token !== DOCUMENT && token !== SCALAR) offset += token.length;
  }
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
