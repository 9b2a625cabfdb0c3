import { reasonFor } from "./equivalent.ts";
import { describe, type Mutant } from "./mutants.ts";

/** What came out of a run. */
export interface Outcome {
  rooms: readonly string[];
  /** How many mutants there are, of which some were chosen by the seed. */
  population: number;
  seed: string;
  tried: readonly Mutant[];
  equivalent: readonly Mutant[];
  /** How many were noticed by unit tests. */
  byUnits: number;
  /** Whether no kernel test was asked. */
  unitsAlone: boolean;
  survived: readonly Mutant[];
}

/** What the page of an earlier run says. */
interface Recorded {
  seed: string;
  population: number;
  /** How many were noticed by unit tests. */
  byUnits: number;
  /** Whether the mutant survived. */
  survived(mutant: Mutant): boolean;
}

/** Reads the page of an earlier run, however its lines are broken. Throws Error when it is none. */
export function readReport(page: string): Recorded {
  const text = page.replace(/\s+/g, " ");
  const said = /chosen by seed (\S+) from (\d+);.*?, (\d+) of them by unit tests/.exec(text);
  const [, list = ""] = /## Survivors (.*?) ## Left out/.exec(text) ?? [];
  if (!said) throw new Error("docs/mutation.md has no run of the mutants");
  const [, seed = "", population, byUnits] = said;
  return {
    seed,
    population: Number(population),
    byUnits: Number(byUnits),
    survived: (mutant) => `${list} - `.includes(`${describe(mutant).replace(/\s+/g, " ")} - `),
  };
}

/** The outcome as a page of documentation. */
export function report(outcome: Outcome): string {
  const { rooms, population, seed, tried, equivalent, byUnits, unitsAlone, survived } = outcome;
  const noticed = tried.length - survived.length;
  const rows = rooms.map((room) => {
    const inRoom = (mutant: Mutant) => mutant.path.startsWith(`${room}/`);
    const all = tried.filter(inRoom).length;
    const left = survived.filter(inRoom).length;
    return `| ${room} | ${all} | ${all - left} | ${percent(all - left, all)} |`;
  });
  return `# What the tests notice

Written by \`deno task mutation --record\`, which changes the code in one small place at a time and runs
the tests that reach it: the unit tests first, then, in one guest and in namespaces of its own, the
kernel tests${
    unitsAlone
      ? "; this time the unit tests alone (--units)"
      : ", but for those that take minutes or need hardware"
  }.

${tried.length} mutants were tried, chosen by seed ${seed} from ${population}; ${noticed} were noticed
(${percent(noticed, tried.length)}), ${byUnits} of them by unit tests.

| room | tried | noticed | score |
| --- | --- | --- | --- |
${rows.join("\n")}

## Survivors

${list(survived.map(describe))}

## Left out as equivalent

${list(equivalent.map((mutant) => `${describe(mutant)}: ${reasonFor(mutant)}`))}
`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${(100 * part / whole).toFixed(1)} %`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "None." : items.map((item) => `- ${item}`).join("\n");
}
