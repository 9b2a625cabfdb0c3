type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** `record` without its undefined fields. */
export function defined<T extends Record<string, unknown>>(record: T): Defined<T> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
