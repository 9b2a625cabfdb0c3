/** Documents that remember where each of their parts stands. */

import { messageOf } from "../../../cni/mod.ts";
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type ParsedNode,
  visit,
  YAMLParseError,
} from "yaml";
import type { Position } from "../model.ts";
import { indentQuoted } from "./lenient.ts";
import { fullBudget, spend } from "./limits.ts";
import { type Path, pathText } from "./path.ts";
import { locateInScalar } from "./scalar.ts";
import { SourceText } from "./source_text.ts";

/** Something that kept a document from being read. */
export interface SyntaxProblem {
  message: string;
  position: Position;
}

/** A file, read as YAML; JSON is YAML too. */
export interface SourceFile {
  documents: Source[];
  problems: SyntaxProblem[];
}

/** What is said of a document that is not YAML. */
const MAX_ERRORS = 20;

/** A file as it was parsed. */
class ParsedFile {
  readonly documents: Document.Parsed[];
  readonly #lines = new LineCounter();

  constructor(
    readonly text: string,
    /** How many blanks were put in front of lines, by their numbers from 1. */
    readonly inserted: ReadonlyMap<number, number> = new Map(),
  ) {
    // The reader's own look for repeated keys compares each with all.
    const options = {
      lineCounter: this.#lines,
      prettyErrors: false,
      merge: true,
      uniqueKeys: false,
      // What there is to say of a document is said by findings.
      logLevel: "error",
    } as const;
    const parsed = parseAllDocuments(text, options);
    this.documents = "empty" in parsed ? [] : parsed;
    for (const document of this.documents) reportRepeatedKeys(document);
  }

  /** How much of it is not YAML. */
  get errorCount(): number {
    return this.documents.reduce((sum, { errors }) => sum + errors.length, 0);
  }

  /** Returns where in the file the character `offset` of the text stands, from 1. */
  positionOf(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return {
      line: Math.max(1, line),
      column: Math.max(1, col - (this.inserted.get(line) ?? 0)),
    };
  }
}

/** Adds to the errors of `document` the keys that a mapping has twice. */
function reportRepeatedKeys(document: Document.Parsed): void {
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          const start = key.range?.[0] ?? 0;
          document.errors.push(
            new YAMLParseError([start, start + 1], "DUPLICATE_KEY", "Map keys must be unique"),
          );
        }
        seen.add(key.value);
      }
    },
  });
}

/** Parses a file; where it is not YAML, as leniently as the API server does. */
function parseFile(text: string): ParsedFile {
  const strict = new ParsedFile(text);
  if (strict.errorCount === 0) return strict;
  const indented = indentQuoted(text);
  const lenient = new ParsedFile(indented.text, indented.inserted);
  return lenient.errorCount < strict.errorCount ? lenient : strict;
}

/** Returns the documents of a file, without the empty ones. Throws LimitError when it is too much for `budget`. */
export function readSource(file: string, text: string, budget = fullBudget()): SourceFile {
  spend(budget, text);
  const parsed = parseFile(text);
  const found: SourceFile = { documents: [], problems: [] };
  for (const [number, document] of parsed.documents.entries()) {
    const source = new Source(file, number, document, parsed);
    for (const { message, pos: [offset] } of document.errors.slice(0, MAX_ERRORS)) {
      found.problems.push({ message, position: source.positionAt(offset, "") });
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    try {
      source.value = document.toJS();
      if (source.value !== null) found.documents.push(source);
    } catch (error) {
      const message = messageOf(error);
      found.problems.push({ message, position: source.position() });
    }
  }
  return found;
}

/** A document, or a part of one that stands for itself, such as an item of a List. */
export class Source {
  /** Plain data. */
  value: unknown;

  constructor(
    readonly file: string,
    /** Its number in the file, from 0. */
    readonly document: number,
    readonly parsed: Document.Parsed,
    readonly parsedFile: ParsedFile,
    /** Where the part stands in its document. */
    readonly base: Path = [],
  ) {}

  /** Returns the part at `path`, whose value is `value`. */
  part(path: Path, value: unknown): Source {
    const { file, document, parsed, parsedFile } = this;
    const part = new Source(file, document, parsed, parsedFile, [...this.base, ...path]);
    part.value = value;
    return part;
  }

  /** Returns where the value at `path` stands; where there is none, where its nearest ancestor does. */
  position(path: Path = []): Position {
    const whole = [...this.base, ...path];
    const { node } = this.#find(whole);
    return this.positionAt(node?.range?.[0] ?? 0, pathText(whole));
  }

  /** Returns the position of the file's character `offset`, which belongs to `path`. */
  positionAt(offset: number, path: string): Position {
    const { file, document } = this;
    return { file, document, path, ...this.parsedFile.positionOf(offset) };
  }

  /** Returns the string `text` that stands at `path`, and knows where its characters stand. */
  textAt(path: Path, text: string): SourceText {
    const whole = [...this.base, ...path];
    const { node, depth } = this.#find(whole);
    const label = pathText(whole);
    const locate = depth === whole.length && isScalar(node)
      ? locateInScalar(node, this.parsedFile.text)
      : () => node?.range?.[0] ?? 0;
    return new SourceText(
      text,
      label,
      (offset, inner) => this.positionAt(locate(offset), inner),
    );
  }

  #find(path: Path): { node: Node | null; depth: number } {
    let node: Node | null = this.parsed.contents;
    for (const [depth, key] of path.entries()) {
      const inner = this.#child(node, key);
      if (!inner) return { node, depth };
      node = inner;
    }
    return { node: this.#resolve(node) ?? node, depth: path.length };
  }

  #child(node: Node | null, key: string | number): Node | undefined {
    const collection = this.#resolve(node);
    if (!isMap<ParsedNode, ParsedNode>(collection) && !isSeq<ParsedNode>(collection)) {
      return undefined;
    }
    return collection.get(key, true) as Node | undefined;
  }

  #resolve(node: Node | null): Node | undefined {
    return isAlias(node) ? node.resolve(this.parsed) : node ?? undefined;
  }
}
