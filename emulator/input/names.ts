/** What pods and networks are called: NAMESPACE/NAME, or NAME alone in the usual namespace. */

/** The namespace of what does not say its own. */
export const DEFAULT_NAMESPACE = "default";

/** Returns "namespace/name". */
export function fullName({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

/** Returns the parts of what people call something. */
export function parseName(called: string): { namespace: string; name: string } {
  const [name = "", namespace = DEFAULT_NAMESPACE] = called.split("/").reverse();
  return { namespace, name };
}

/** Returns whether what is in full `full` is meant by `called`. */
export function isCalled(full: string, called: string): boolean {
  return full === fullName(parseName(called));
}
