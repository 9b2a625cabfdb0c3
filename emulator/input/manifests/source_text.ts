/** A text inside a document, such as a configuration in a string, or an annotation. */

import { isMap, isSeq, type Node, parseDocument } from "yaml";
import type { Position } from "../model.ts";
import { LimitError, refuseVast } from "./limits.ts";
import { joinPaths, type Path, pathText } from "./path.ts";

/** A text that knows where it was written. */
export class SourceText {
  /** The tree of one text at a time: it takes much memory, and texts are looked at one after another. */
  static #latest: { of: SourceText; tree: Node | null } | undefined;

  constructor(
    readonly text: string,
    /** The path of the text in its document. */
    readonly path: string,
    readonly locate: (offset: number, path: string) => Position,
  ) {}

  /** Returns a text of its own: the file that it is the whole of. */
  static ofFile(file: string, text: string): SourceText {
    return new SourceText(text, "", (offset, path) => {
      const before = text.slice(0, offset).split("\n");
      const column = (before.at(-1)?.length ?? 0) + 1;
      return { file, document: 0, path, line: before.length, column };
    });
  }

  /** Returns where the character `offset` stands. */
  at(offset: number): Position {
    return this.locate(offset, this.path);
  }

  /** Returns where the value at `path` of the JSON in the text stands, or its nearest ancestor. */
  atPath(path: Path): Position {
    let node = this.#root();
    for (const key of path) {
      const inner = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
      if (!inner) break;
      node = inner as Node;
    }
    return this.locate(node?.range?.[0] ?? 0, joinPaths(this.path, pathText(path)));
  }

  /** JSON is YAML, whose parser keeps positions. */
  #root(): Node | null {
    if (SourceText.#latest?.of !== this) {
      const options = { prettyErrors: false, uniqueKeys: false };
      const tree = isReadable(this.text) ? parseDocument(this.text, options).contents : null;
      SourceText.#latest = { of: this, tree };
    }
    return SourceText.#latest.tree;
  }
}

/** A text that is too much for a tree has its places all at its beginning. */
function isReadable(text: string): boolean {
  try {
    refuseVast(text);
    return true;
  } catch (error) {
    if (error instanceof LimitError) return false;
    throw error;
  }
}
