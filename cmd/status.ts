/** Exit statuses, the same for every subcommand. */
export const Status = {
  ok: 0,
  /** A plugin failed. */
  failed: 1,
  /** The manifests or the command line are wrong. */
  wrong: 2,
  /** Something was left behind, or is not as it was expected. */
  unexpected: 3,
} as const;

/** Receives the exit status of a subcommand. */
export type Done = (status: number) => void;
