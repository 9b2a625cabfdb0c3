/** Returns a value as a JSON document: indented, with a newline at its end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
