/**
 * Quoted scalars whose further lines are indented too little. YAML forbids it (1.2.2, 7.3), but the
 * reader of the API server does not mind, and widely copied manifests are written so.
 */

/** A text with blanks put in, and how many by line, from 1. */
interface IndentedText {
  text: string;
  inserted: ReadonlyMap<number, number>;
}

/** What the lines that follow belong to. */
type Inside =
  | { kind: "quoted"; quote: string; indent: number }
  /** A block scalar, whose lines are indented deeper than `indent`. */
  | { kind: "block"; indent: number };

const QUOTED = /^( *(?:- +)*)((?:[^\s'":][^:]*|"[^"]*"|'[^']*')[ \t]*:[ \t]+)?(['"])(.*)$/;
const BLOCK = /^( *(?:- +)*)(?:.*:[ \t]+)?[|>][-+0-9]*[ \t]*(?:#.*)?$/;

/** Returns `text` with the lines of quoted scalars indented as YAML wants them. Their values stay. */
export function indentQuoted(text: string): IndentedText {
  const inserted = new Map<number, number>();
  let inside: Inside | undefined;
  const lines = text.split("\n").map((line, i) => {
    const indent = line.length - line.trimStart().length;
    const blank = line.trim() === "";
    if (inside?.kind === "block") {
      if (blank || indent > inside.indent) return line;
      inside = undefined;
    }
    if (inside) {
      // A tab is none of the blanks that YAML counts.
      const blanks = line.length - line.replace(/^ +/, "").length;
      const missing = blank ? 0 : Math.max(0, inside.indent - blanks);
      if (missing > 0) inserted.set(i + 1, missing);
      if (closes(line, inside.quote)) inside = undefined;
      return " ".repeat(missing) + line;
    }
    inside = opened(line);
    return line;
  });
  return { text: lines.join("\n"), inserted };
}

/** What a line begins and does not end. */
function opened(line: string): Inside | undefined {
  const [, before, key, quote, rest = ""] = QUOTED.exec(line) ?? [];
  if (before !== undefined && quote !== undefined) {
    if (closes(rest, quote)) return undefined;
    // Deeper than the key, or than the hyphen of an item without one.
    const parent = key === undefined ? before.lastIndexOf("-") : before.length;
    return { kind: "quoted", quote, indent: parent + 1 };
  }
  const block = BLOCK.exec(line);
  return block ? { kind: "block", indent: block[1]?.length ?? 0 } : undefined;
}

/** Whether the quotation ends in `text`: doubled quotes, or escaped ones, are part of it. */
function closes(text: string, quote: string): boolean {
  return quote === "'"
    ? text.replaceAll("''", "").includes("'")
    : text.replaceAll(/\\./g, "").includes('"');
}
