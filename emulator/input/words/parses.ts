/** Returns whether `parse` takes `text` without throwing. */
export function parses(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
