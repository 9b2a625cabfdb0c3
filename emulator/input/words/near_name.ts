/** Names that somebody may have meant. */

/** Of so many names at most one is looked for: more would take too long where many names are wrong. */
const MOST = 300;

/** Returns the one of `names` that is most like `name`, if it is much like it. */
export function nearName(name: string, names: readonly string[]): string | undefined {
  // Words of three letters differ in one at most: mtu is not mac.
  const limit = Math.max(Math.min(2, name.length - 2), Math.floor(name.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const other of names.slice(0, MOST)) {
    const distance = rate(name, other, limit);
    if (distance < least) [best, least] = [other, distance];
  }
  return best;
}

/** Returns "; did you mean config?" where one of `names` is like `name`, "" else. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = nearName(name, names);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/**
 * Whether `name` is `other` with one letter too few, too many, wrong or in the place of its neighbour. Names
 * of a series, as net1 and net2 or leg-a and leg-b, are no slips of one another.
 */
export function isSlip(name: string, other: string): boolean {
  if (Math.abs(name.length - other.length) > 1) return false;
  const start = sharedStart(name, other);
  const end = Math.min(
    sharedStart(reversed(name), reversed(other)),
    Math.min(name.length, other.length) - start,
  );
  const [one = "", two = ""] = [name, other].map((text) => text.slice(start, text.length - end));
  const isOneLetter = Math.max(one.length, two.length) === 1;
  const isSwapped = one.length === 2 && reversed(one) === two;
  const words = [name, other].map((text) => wordAt(text, start));
  const isSeries = words.every((word) => word.length <= 1) ||
    (/\d/.test(one + two) && words.every((word) => /\d/.test(word)));
  return (isOneLetter || isSwapped) && !isSeries;
}

function sharedStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}

/** The word, in front of dash, dot or underscore, that goes on at `index`. */
function wordAt(text: string, index: number): string {
  return `${/[^-._]*$/.exec(text.slice(0, index))?.[0]}${/^[^-._]*/.exec(text.slice(index))?.[0]}`;
}

/** A name that only goes on differently, as bond-net and bond-net-frontend, is like it too. */
function rate(name: string, other: string, limit: number): number {
  const [short, long] = name.length <= other.length ? [name, other] : [other, name];
  const isBeginning = short.length >= 3 && long.startsWith(short);
  const isFar = long.length - short.length > limit;
  const distance = isFar ? Infinity : editDistance(name, other);
  return isBeginning ? Math.min(2, distance) : distance;
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  let next = row.slice();
  for (let i = 0; i < one.length; i++) {
    next[0] = i + 1;
    for (let j = 0; j < other.length; j++) {
      const substitution = (row[j] ?? 0) + (one[i] === other[j] ? 0 : 1);
      next[j + 1] = Math.min(substitution, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1);
    }
    [row, next] = [next, row];
  }
  return row.at(-1) ?? 0;
}
