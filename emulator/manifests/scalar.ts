/** Where the characters of a string stand in the YAML that it was written in. */

import { type Scalar } from "yaml";

/** Returns a function from a character of the value of `node` to its offset in the file `text`. */
export function locateInScalar(node: Scalar, text: string): (offset: number) => number {
  const [start = 0, end = start] = node.range ?? [];
  const value = typeof node.value === "string" ? node.value : "";
  const offsets = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED"
    ? blockOffsets(value, text, start, end)
    : flowOffsets(value, text, start, end);
  return (offset) => offsets[Math.min(offset, offsets.length - 1)] ?? start;
}

/** A block scalar: a header line, then lines that are indented alike. */
function blockOffsets(value: string, text: string, start: number, end: number): number[] {
  const offsets: number[] = [];
  const content = text.indexOf("\n", start) + 1 || end;
  const indent = /^(?:[ \t]*\r?\n)*( *)/.exec(text.slice(content, end))?.[1]?.length ?? 0;
  let at = content;
  let fresh = true;
  for (const character of splitUnits(value)) {
    if (fresh) {
      const blank = /^ */.exec(text.slice(at, at + indent))?.[0].length ?? 0;
      at += blank;
    }
    // Folding turns a line's end into a blank; either way one line ends here.
    const folded = character === " " && (text[at] === "\n" || text[at] === "\r");
    offsets.push(Math.min(at, end));
    fresh = character === "\n" || folded;
    at += text[at] === "\r" ? 2 : 1;
  }
  return [...offsets, Math.min(at, end)];
}

/** A plain or quoted scalar: escapes take more room than what they stand for. */
function flowOffsets(value: string, text: string, start: number, end: number): number[] {
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : "";
  const offsets: number[] = [];
  let at = start + quote.length;
  for (const character of splitUnits(value)) {
    offsets.push(Math.min(at, end));
    if (quote === '"' && text[at] === "\\") at += escapeLength(text, at);
    else if (quote === "'" && text.startsWith("''", at)) at += 2;
    else if (/\s/.test(character) && /\s/.test(text[at] ?? "")) at += foldLength(text, at);
    else at += 1;
  }
  return [...offsets, Math.min(at, end)];
}

function escapeLength(text: string, at: number): number {
  const kind = text[at + 1] ?? "";
  return 2 + ({ x: 2, u: 4, U: 8 }[kind] ?? 0);
}

/** White space around a line's end stands for one blank. */
function foldLength(text: string, at: number): number {
  const run = /^[ \t]*\r?\n\s*/.exec(text.slice(at, at + 1000));
  return run ? run[0].length : 1;
}

function splitUnits(value: string): string[] {
  return value.split("");
}
