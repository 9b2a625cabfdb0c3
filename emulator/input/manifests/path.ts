/** Paths into a document, as people write them. */

/** Keys and indices from the document's root. */
export type Path = readonly (string | number)[];

/** Returns `path` as text: `spec.plugins[0].type`, `metadata.annotations["a.b/c"]`; "" for the root. */
export function pathText(path: Path): string {
  return path.map((part, i) => {
    if (typeof part === "number") return `[${part}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(part)) return `[${JSON.stringify(part)}]`;
    return i === 0 ? part : `.${part}`;
  }).join("");
}

/** Returns two texts of paths as one. */
export function joinPaths(base: string, rest: string): string {
  return base === "" || rest === "" || rest.startsWith("[") ? base + rest : `${base}.${rest}`;
}

/** Returns the value at `path` of `value`, undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}
