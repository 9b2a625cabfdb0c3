/** The difference of two texts, as people read it. */

/** Equal lines that are shown around a change. */
const CONTEXT = 3;

type Edit = { kind: " " | "-" | "+"; line: string };

/**
 * Returns the lines that are only in `expected` with "-", those only in `actual` with "+", a few
 * around them, and "…" for what is left out between; nothing when the texts are equal.
 */
export function diffLines(expected: string, actual: string): string[] {
  const edits = editsOf(expected.split("\n"), actual.split("\n"));
  const near = edits.map((_, i) =>
    edits.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ kind }) => kind !== " ")
  );
  return edits.flatMap(({ kind, line }, i) => {
    if (near[i]) return [`${kind} ${line}`.trimEnd()];
    return near[i - 1] && near.includes(true, i) ? ["…"] : [];
  });
}

/** The shortest way from one text to the other, but for equal beginnings and ends, by a table. */
function editsOf(before: string[], after: string[]): Edit[] {
  const same = (line: string): Edit => ({ kind: " ", line });
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (
    end < before.length - start && end < after.length - start &&
    before.at(-1 - end) === after.at(-1 - end)
  ) end++;
  return [
    ...before.slice(0, start).map(same),
    ...middleEdits(
      before.slice(start, before.length - end),
      after.slice(start, after.length - end),
    ),
    ...before.slice(before.length - end).map(same),
  ];
}

function middleEdits(before: string[], after: string[]): Edit[] {
  // common[i][j]: how many lines before.slice(i) and after.slice(j) have in common, in order.
  const width = after.length + 1;
  const common = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i * width + j] = before[i] === after[j]
        ? at(i + 1, j + 1) + 1
        : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, current] = [before[i], after[j]];
    if (old !== undefined && old === current) {
      edits.push({ kind: " ", line: old });
      i++;
      j++;
    } else if (old !== undefined && (current === undefined || at(i + 1, j) >= at(i, j + 1))) {
      edits.push({ kind: "-", line: old });
      i++;
    } else {
      edits.push({ kind: "+", line: current ?? "" });
      j++;
    }
  }
  return edits;
}
