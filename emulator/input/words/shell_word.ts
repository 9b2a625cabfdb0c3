/** Words of shell command lines. */

/** Returns one word of a shell command line, whatever it contains. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
