/** Documents that remember where each of their parts stands. */

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
} from "yaml";
import type { Position } from "../model.ts";
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

/** Returns the documents of a file, without the empty ones. */
export function readSource(file: string, text: string): SourceFile {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const documents = "empty" in parsed ? [] : parsed;
  const found: SourceFile = { documents: [], problems: [] };
  for (const [number, document] of documents.entries()) {
    const source = new Source(file, number, text, document, lines);
    for (const { message, pos: [offset] } of document.errors) {
      found.problems.push({ message, position: source.positionAt(offset, "") });
    }
    if (document.errors.length > 0 || document.contents === null) continue;
    try {
      source.value = document.toJS();
      if (source.value !== null) found.documents.push(source);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
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
    readonly fileText: string,
    readonly parsed: Document.Parsed,
    readonly lines: LineCounter,
    /** Where the part stands in its document. */
    readonly base: Path = [],
  ) {}

  /** Returns the part at `path`, whose value is `value`. */
  part(path: Path, value: unknown): Source {
    const { file, document, fileText, parsed, lines } = this;
    const part = new Source(file, document, fileText, parsed, lines, [...this.base, ...path]);
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
    const { line, col } = this.lines.linePos(offset);
    const { file, document } = this;
    return { file, document, path, line: Math.max(1, line), column: Math.max(1, col) };
  }

  /** Returns the string `text` that stands at `path`, and knows where its characters stand. */
  textAt(path: Path, text: string): SourceText {
    const whole = [...this.base, ...path];
    const { node, depth } = this.#find(whole);
    const label = pathText(whole);
    const locate = depth === whole.length && isScalar(node)
      ? locateInScalar(node, this.fileText)
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
