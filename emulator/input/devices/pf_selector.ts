/** Selection of a physical function's virtual functions: `NAME`, or `NAME#0,2-7`. */

/** A physical function, and which of its virtual functions; all of them without ranges. */
export interface PfSelector {
  /** A link name, a PCI address, or a placeholder such as "<PF_NAME_1>". */
  name: string;
  /** Inclusive, from 0. */
  ranges?: readonly (readonly [first: number, last: number])[];
}

/** Returns the selection that `text` describes; parts of the ranges that are no numbers select nothing. */
export function parsePfSelector(text: string): PfSelector {
  const hash = text.indexOf("#");
  if (hash < 0) return { name: text };
  const ranges = text.slice(hash + 1).split(",").flatMap((part) => {
    const match = /^\s*(\d+)(?:-(\d+))?\s*$/.exec(part);
    if (!match) return [];
    const first = Number(match[1]);
    return [[first, Number(match[2] ?? first)] as const];
  });
  return { name: text.slice(0, hash), ranges };
}

/** Whether the selection has the virtual function with `index`. */
export function selectsIndex({ ranges }: PfSelector, index: number): boolean {
  return ranges === undefined || ranges.some(([first, last]) => index >= first && index <= last);
}

/** Whether `name` is one that was to be filled in: "<PF_NAME_1>". */
export function isPlaceholder(name: string): boolean {
  return /^<.*>$/.test(name);
}
