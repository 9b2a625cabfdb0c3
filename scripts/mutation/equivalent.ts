import type { Mutant } from "./mutants.ts";

/** A mutant that does the same as the code, or differs in nothing that matters. */
export interface Equivalent {
  path: string;
  /** The line of the code, without the blanks around it. */
  source: string;
  /** What is changed in it, and into what. */
  before: string;
  after: string;
  reason: string;
}

/** The mutants that no test can, or need, notice. */
export const equivalents: readonly Equivalent[] = [];

/** Why a mutant need not be noticed; undefined when it must be. */
export function reasonFor(
  mutant: Mutant,
  among: readonly Equivalent[] = equivalents,
): string | undefined {
  return among.find(({ path, source, before, after }) =>
    path === mutant.path && source === mutant.source &&
    before === mutant.before && after === mutant.after
  )?.reason;
}
