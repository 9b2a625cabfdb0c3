const declaration =
  /^export (?:async )?(?:abstract )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;
const passedOn = /^export (?:type )?(?:\*|\{[^}]*\})[^;]*\bfrom "[^"]+";/gm;

/** What is there for other programs. */
const offered = /^(netlink|cni)\/|^mod\.ts$|^emulator\/input\/model\.ts$/;

/**
 * The names that a module exports though no other one has them, as "path: name"; passing them on is no use
 * of them, but where other programs are offered them. A name that is told elsewhere for something else
 * counts as used.
 * @param sources The text of all modules by their paths from the root of the project.
 */
export function idleExports(sources: ReadonlyMap<string, string>): string[] {
  const modules = new Map<string, number>();
  for (const [path, source] of sources) {
    const own = offered.test(path) ? source : source.replaceAll(passedOn, "");
    for (const word of new Set(own.match(/\w+/g))) modules.set(word, (modules.get(word) ?? 0) + 1);
  }
  return [...sources].filter(([path]) => !offered.test(path)).flatMap(([path, source]) =>
    Array.from(source.matchAll(declaration), ([, name = ""]) => name)
      .filter((name) => modules.get(name) === 1)
      .map((name) => `${path}: ${name}`)
  );
}
