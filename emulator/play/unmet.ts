/** What is not as expected, as data. */

/** Something that is not as expected. */
export interface Unmet {
  /** What was expected, by its keys in the scenario: "traffic.maxGapMs". */
  key: string;
  /** What the scenario says there. */
  wanted: unknown;
  /** What was instead; null where there was nothing. */
  got: unknown;
  /** Both in a sentence. */
  message: string;
}

/** Returns `unmet` with its key as seen from further out. */
export function below(name: string, unmet: Unmet): Unmet {
  return { ...unmet, key: unmet.key === "" ? name : `${name}.${unmet.key}` };
}
