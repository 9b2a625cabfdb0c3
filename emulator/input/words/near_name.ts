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
