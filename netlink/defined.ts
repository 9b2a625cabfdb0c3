type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** `record` without its undefined fields. */
export function defined<T extends Record<string, unknown>>(record: T): Defined<T> {
  const fields: Defined<T> = {};
  for (const key in record) {
    const value = record[key];
    if (value !== undefined) fields[key] = value as Exclude<T[typeof key], undefined>;
  }
  return fields;
}
