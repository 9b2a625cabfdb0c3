/** The lines of a file round a position that is spoken of. */

/** Lines of a manifest. */
export interface Excerpt {
  /** Number of the first one, from 1. */
  firstLine: number;
  /** As they are written. */
  lines: string[];
}

/** So many lines before the position, and after it. */
const AROUND = 3;
/** Longer lines are cut: a manifest may be one. */
const LENGTH = 400;

/** Returns the lines round that one, from 1, of `text`. */
export function excerptOf(text: string, line: number): Excerpt {
  const lines = text.split(/\r?\n/);
  const first = Math.max(0, line - 1 - AROUND);
  return {
    firstLine: first + 1,
    lines: lines.slice(first, line + AROUND)
      .map((one) => one.length > LENGTH ? `${one.slice(0, LENGTH)}…` : one),
  };
}
