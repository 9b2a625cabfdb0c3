/** Texts that a controller puts together from parts of an object, such as the configuration of a definition. */

import type { Position } from "../model.ts";
import type { Path } from "./path.ts";
import type { Source } from "./source.ts";
import { SourceText } from "./source_text.ts";

/** A part of such a text: what was written as it stands, or a text that comes of what stands at a path. */
export type Piece = SourceText | { text: string; from: Path };

/** Returns the text that `pieces` of `source` make, each character with the place of what it comes of. */
export function composedText(source: Source, pieces: readonly Piece[]): SourceText {
  let length = 0;
  const starts = pieces.map(({ text }) => {
    const start = length;
    length += text.length;
    return start;
  });
  const locate = (offset: number): Position => {
    const index = Math.max(0, starts.findLastIndex((start) => start <= offset));
    const piece = pieces[index];
    if (!piece) return source.position();
    return piece instanceof SourceText
      ? piece.at(offset - (starts[index] ?? 0))
      : source.position(piece.from);
  };
  return new SourceText(pieces.map(({ text }) => text).join(""), "", locate);
}

/** Returns the pieces of a JSON object's members, without the braces around. */
export function membersOf(
  members: readonly { key: string; value: SourceText | string | number | boolean; from: Path }[],
): Piece[] {
  return members.flatMap(({ key, value, from }, i): Piece[] => [
    { text: `${i === 0 ? "" : ","}${JSON.stringify(key)}:`, from },
    value instanceof SourceText ? value : { text: JSON.stringify(value), from },
  ]);
}
