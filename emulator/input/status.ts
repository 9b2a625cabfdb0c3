/** Exit statuses, the same for every command. */
export const Status = { ok: 0, failed: 1, wrong: 2, unexpected: 3 } as const;

/** What each of them means, as a sentence without its capital and its full stop. */
export const STATUS_MEANINGS: Readonly<Record<keyof typeof Status, string>> = {
  ok: "all is well",
  failed: "a plugin failed",
  wrong: "the manifests or the command line are wrong",
  unexpected: "something was left behind, or is not as it was expected",
};
