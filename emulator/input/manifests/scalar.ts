/** Where the characters of a string stand in the YAML that it was written in. */

import type { Place } from "./places.ts";

/**
 * Returns a function from a character of the string `value`, which stands at `place`, to its offset in the
 * file `text`. Nothing is counted before it is called.
 */
export function locateInScalar(
  { start, end, style }: Place,
  value: string,
  text: string,
): (offset: number) => number {
  let offsets: Uint32Array | undefined;
  return (offset) => {
    offsets ??= Uint32Array.from(
      style === "BLOCK_LITERAL" || style === "BLOCK_FOLDED"
        ? blockOffsets(value, text, start, end)
        : flowOffsets(value, text, start, end),
    );
    return offsets[Math.min(offset, offsets.length - 1)] ?? start;
  };
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

/** A plain or quoted scalar: escapes and line ends take more room than what they stand for. */
function flowOffsets(value: string, text: string, start: number, end: number): number[] {
  const quote = text[start] === '"' || text[start] === "'" ? text[start] : "";
  const offsets: number[] = [];
  let at = start + quote.length;
  while (offsets.length < value.length) {
    const { length, units } = nextPart(text, at, quote);
    for (let i = 0; i < units; i++) offsets.push(Math.min(at, end));
    at += length;
  }
  return [...offsets, Math.min(at, end)];
}

/** How long the next part of a flow scalar is, and how many characters it stands for. */
function nextPart(text: string, at: number, quote: string): { length: number; units: number } {
  const fold = matchAt(/[ \t]*\r?\n\s*/y, text, at);
  if (fold !== "") {
    const lines = fold.split("\n").length - 1;
    // One line's end is a blank; of several, each but the first is kept.
    return { length: fold.length, units: Math.max(1, lines - 1) };
  }
  if (quote === "'" && text.startsWith("''", at)) return { length: 2, units: 1 };
  if (quote !== '"' || text[at] !== "\\") return { length: 1, units: 1 };
  const continuation = matchAt(/\\\r?\n[ \t]*/y, text, at);
  if (continuation !== "") return { length: continuation.length, units: 0 };
  const digits = { x: 2, u: 4, U: 8 }[text[at + 1] ?? ""] ?? 0;
  return { length: 2 + digits, units: 1 };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function splitUnits(value: string): string[] {
  return value.split("");
}
