/** Names that somebody may have meant. */

/** Returns the one of `names` that is most like `name`, if it is much like it. */
export function nearName(name: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((other) => ({ other, distance: rate(name, other) }))
    .sort((one, other) => one.distance - other.distance);
  const limit = Math.max(2, Math.floor(name.length / 3));
  return best && best.distance <= limit ? best.other : undefined;
}

/** Returns "; did you mean config?" where one of `names` is like `name`, "" else. */
export function didYouMean(name: string, names: readonly string[]): string {
  const near = nearName(name, names);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** A name that only goes on differently, as bond-net and bond-net-frontend, is like it too. */
function rate(name: string, other: string): number {
  const [short = "", long = ""] = [name, other].sort((a, b) => a.length - b.length);
  const distance = editDistance(name, other);
  return short.length >= 3 && long.startsWith(short) ? Math.min(2, distance) : distance;
}

/** Levenshtein's distance. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, character] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, against] of [...other].entries()) {
      const substitution = (row[j] ?? 0) + Number(character !== against);
      next.push(Math.min(substitution, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
