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
export const equivalents: readonly Equivalent[] = [
  {
    path: "bond/config/fields.ts",
    source: "if (entries.some(([, value]) => value === undefined)) return undefined;",
    before: "entries.some(([, value]) => value === undefined)",
    after: "false",
    reason:
      "a value that is wrong has been complained of, and nobody reads what is beside a complaint",
  },
  {
    path: "bond/restore/record.ts",
    source: "Deno.mkdirSync(folder.at(name), { recursive: true, mode: 0o700 });",
    before: "0o700",
    after: "449",
    reason: "who has it made keeps others out of it at once",
  },
  {
    path: "cni/exec.ts",
    source: "const BUSY_PAUSE_MS = 1000;",
    before: "1000",
    after: "1001",
    reason: "a millisecond more or less of patience",
  },
  {
    path: "emulator/input/lint/bond_verdicts.ts",
    source: "if (!(error instanceof CniError)) throw error;",
    before: "!(error instanceof CniError)",
    after: "false",
    reason: "another error would be a defect of this very program, which nothing provokes",
  },
];

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
