/** JSON as the protocol uses it: values of unknown shape arrive, objects of a known shape leave. */

/** A JSON object whose members have not been looked at. */
export type JsonObject = Record<string, unknown>;

/** Returns whether `value` is a JSON object: not null, not a list, not a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns `bytes` read as UTF-8 JSON. A byte order mark is refused, as Go's decoder does. Throws SyntaxError. */
export function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}

/** Returns the JSON object that `text` is; undefined when it is none. */
export function parseObject(text: string): JsonObject | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return isJsonObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** Returns `value` as the stock plugins print it: indented by four spaces, without a newline at the end. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, null, 4);
}

/** Returns the members that have a value. */
export function defined<T extends object>(
  members: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const present = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
