/** Returns `words` as people list them: "net1", "net1 and net2", "net1, net2 and net3". */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}
