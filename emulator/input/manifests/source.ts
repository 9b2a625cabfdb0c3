/** Documents that remember where each of their parts stands. */

import { messageOf } from "../../../cni/mod.ts";
import { Composer, type Document, Lexer, LineCounter, Parser } from "yaml";
import type { Position } from "../model.ts";
import { indentQuoted } from "./lenient.ts";
import { type Budget, fullBudget, Meter } from "./limits.ts";
import { type Path, pathText } from "./path.ts";
import { type Place, placeAt, placesOf } from "./places.ts";
import { locateInScalar } from "./scalar.ts";
import { SourceText } from "./source_text.ts";

/** Something that kept a document from being read. */
export interface SyntaxProblem {
  message: string;
  position: Position;
}

/** A file, read as YAML; JSON is YAML too. */
interface SourceFile<S = Source[]> {
  /** Whoever was given the documents. */
  documents: S;
  problems: SyntaxProblem[];
}

/** What documents are given to, one after another. */
interface Sink {
  push(source: Source): void;
}

/** What is said of a document that is not YAML. */
const MAX_ERRORS = 20;

/** A file's text, and where its lines are. */
class FileText {
  readonly lines = new LineCounter();

  constructor(
    readonly text: string,
    /** How many blanks were put in front of lines, by their numbers from 1. */
    readonly inserted: ReadonlyMap<number, number> = new Map(),
  ) {}

  /** Returns where in the file the character `offset` of the text stands, from 1. */
  positionOf(offset: number): { line: number; column: number } {
    const { line, col } = this.lines.linePos(offset);
    return {
      line: Math.max(1, line),
      column: Math.max(1, col - (this.inserted.get(line) ?? 0)),
    };
  }
}

/** A document as it was read: of its tree, which takes much memory, nothing is left. */
interface ReadDocument {
  value: unknown;
  place: Place;
  errors: { message: string; offset: number }[];
}

/**
 * Yields the documents of a file: the tree of one is gone before the next is made. Throws LimitError when it
 * is too much for `budget`.
 */
function* readDocuments(file: FileText, budget: Budget): Generator<ReadDocument> {
  const options = {
    prettyErrors: false,
    merge: true,
    uniqueKeys: false,
    // What there is to say of a document is said by findings.
    logLevel: "error",
  } as const;
  const meter = new Meter(budget);
  const parser = new Parser(file.lines.addNewLine);
  const composer = new Composer(options);
  file.lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(file.text)) {
    meter.add(lexeme);
    for (const token of parser.next(lexeme)) yield* read(composer.next(token));
  }
  for (const token of parser.end()) yield* read(composer.next(token));
  yield* read(composer.end());
}

function* read(documents: Iterable<Document.Parsed>): Generator<ReadDocument> {
  for (const document of documents) yield readDocument(document);
}

function readDocument(document: Document.Parsed): ReadDocument {
  const errors = document.errors.slice(0, MAX_ERRORS)
    .map(({ message, pos: [offset] }) => ({ message, offset }));
  const tell = (message: string) => ({ start }: Place) => {
    if (errors.length < MAX_ERRORS) errors.push({ message, offset: start });
  };
  const place = placesOf(document, {
    onRepeated: tell("Map keys must be unique"),
    onEndless: tell("An alias cannot be within what it repeats"),
  });
  if (errors.length > 0 || document.contents === null) return { value: null, place, errors };
  try {
    return { value: document.toJS(), place, errors };
  } catch (error) {
    return { value: null, place, errors: [{ message: messageOf(error), offset: place.start }] };
  }
}

/** Returns the documents of a file, without the empty ones. Throws LimitError when it is too much. */
export function readSource(name: string, text: string): SourceFile;
/**
 * Gives the documents of a file, without the empty ones, to what `begin` returns. Throws LimitError when it
 * is too much for `budget`.
 */
export function readSource<S extends Sink>(
  name: string,
  text: string,
  budget: Budget,
  begin: () => S,
): SourceFile<S>;
export function readSource(
  name: string,
  text: string,
  budget = fullBudget(),
  begin: () => Sink = () => [],
): SourceFile<Sink> {
  const strict = readAs(name, new FileText(text), budget, begin());
  if (strict.problems.length === 0) return strict;
  // What is not YAML is read as leniently as the API server does.
  const indented = indentQuoted(text);
  const lenient = readAs(
    name,
    new FileText(indented.text, indented.inserted),
    fullBudget(),
    begin(),
  );
  return lenient.problems.length < strict.problems.length ? lenient : strict;
}

function readAs<S extends Sink>(
  name: string,
  file: FileText,
  budget: Budget,
  documents: S,
): SourceFile<S> {
  const problems: SyntaxProblem[] = [];
  let number = 0;
  for (const { value, place, errors } of readDocuments(file, budget)) {
    const source = new Source(name, number++, value, { file, place });
    for (const { message, offset } of errors) {
      problems.push({ message, position: source.positionAt(offset, "") });
    }
    if (value !== null) documents.push(source);
  }
  return { documents, problems };
}

/** A document, or a part of one that stands for itself, such as an item of a List. */
export class Source {
  constructor(
    readonly file: string,
    /** Its number in the file, from 0. */
    readonly document: number,
    /** Plain data. */
    readonly value: unknown,
    readonly written: { readonly file: FileText; readonly place: Place },
    /** Where the part stands in its document. */
    readonly base: Path = [],
  ) {}

  /** Returns the part at `path`, whose value is `value`. */
  part(path: Path, value: unknown): Source {
    const { file, document, written } = this;
    return new Source(file, document, value, written, [...this.base, ...path]);
  }

  /** Returns where the value at `path` stands; where there is none, where its nearest ancestor does. */
  position(path: Path = []): Position {
    const whole = [...this.base, ...path];
    const { place } = placeAt(this.written.place, whole);
    return this.positionAt(place.start, pathText(whole));
  }

  /** Returns the position of the file's character `offset`, which belongs to `path`. */
  positionAt(offset: number, path: string): Position {
    const { file, document } = this;
    return { file, document, path, ...this.written.file.positionOf(offset) };
  }

  /** Returns the string `text` that stands at `path`, and knows where its characters stand. */
  textAt(path: Path, text: string): SourceText {
    const whole = [...this.base, ...path];
    const { place, isWhole } = placeAt(this.written.place, whole);
    const label = pathText(whole);
    const locate = isWhole && place.style !== undefined
      ? locateInScalar(place, text, this.written.file.text)
      : () => place.start;
    return new SourceText(
      text,
      label,
      (offset, inner) => this.positionAt(locate(offset), inner),
    );
  }
}
