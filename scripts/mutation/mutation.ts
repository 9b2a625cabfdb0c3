/**
 * How well the tests watch the code: changes it in one small place at a time, and counts the changes
 * that no test notices. `deno task mutation [--count N] [--seed N] [--only PATH…] [--record]`.
 *
 * Each mutant meets the unit tests that run its line; those that survive meet the kernel tests that
 * do, all in one guest. --record writes the outcome to docs/mutation.md.
 */
import { parseArgs } from "node:util";
import { dirname, join, resolve } from "node:path";
import { selectKernel } from "../../emulator/lab/kernel/mod.ts";
import { main } from "../main.ts";
import { writeLine } from "../output.ts";
import { allFiles } from "../sources.ts";
import { equivalents, reasonFor } from "./equivalent.ts";
import { describe, type Mutant, mutantsOf, sample } from "./mutants.ts";
import { report } from "./report.ts";
import type { Finding, Job } from "./trial.ts";

/** The rooms whose tests are tried. */
const rooms = [
  ...["bond/config", "bond/restore", "bond/build", "cni"],
  ...["emulator/input/chain", "emulator/input/lint"],
];

/** How much longer than without a mutant tests may take: a loop without end is noticed too. */
const patience = 5;
const leastTimeoutMs = 30_000;

const root = resolve(import.meta.dirname ?? ".", "../..");

/** A way to have jobs done, in parts that run beside each other. */
interface Place {
  parts: number;
  /** Passes on each line of the trial as it comes. */
  run(tree: string, jobs: string, line: (text: string) => void): Promise<void>;
}

/** What a test file runs, and how long it takes without a mutant. */
interface Measured {
  file: string;
  durationMs: number;
  lines: Record<string, number[]>;
}

async function mutation(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      count: { type: "string", default: "240" },
      seed: { type: "string", default: "1" },
      only: { type: "string", multiple: true, default: rooms },
      record: { type: "boolean", default: false },
    },
  });
  const population = await populationOf(values.only);
  const stale = equivalents.filter((entry) =>
    values.only.some((path) => entry.path.startsWith(path)) &&
    !population.some((mutant) => reasonFor(mutant, [entry]))
  );
  for (const { path, source } of stale) writeLine(`no mutant is equivalent at ${path}: ${source}`);
  if (stale.length > 0) return 1;

  const chosen = sample(population, Number(values.count), Number(values.seed));
  const equivalent = chosen.filter((mutant) => reasonFor(mutant));
  const tried = chosen.filter((mutant) => !reasonFor(mutant));
  writeLine(`${tried.length} of ${population.length} mutants`);

  const tests = await Array.fromAsync(allFiles(root), (path) => path.slice(root.length + 1));
  const units = tests.filter((path) => /(?<!_kernel|_machine)_test\.ts$/.test(path));
  const kernels = tests.filter((path) => path.endsWith("_kernel_test.ts"));
  const afterUnits = await survivors(onMachine, tried, units);
  writeLine(`${afterUnits.length} are left after the unit tests`);
  const survived = await survivors(inGuest(), afterUnits, kernels);

  survived.forEach((mutant) => writeLine(`survived: ${describe(mutant)}`));
  const outcome = { population: population.length, seed: values.seed, tried, equivalent, survived };
  const text = report({ ...outcome, unitSurvivors: afterUnits.length, rooms: values.only });
  if (values.record) await Deno.writeTextFile(join(root, "docs/mutation.md"), text);
  writeLine(`${tried.length - survived.length} of ${tried.length} were noticed`);
  return 0;
}

async function populationOf(paths: readonly string[]): Promise<Mutant[]> {
  const mutants: Mutant[] = [];
  for (const path of paths) {
    for await (const file of allFiles(join(root, path))) {
      if (!file.endsWith(".ts") || /(_test|\/testing(_\w+)?)\.ts$|\/testdata\//.test(file)) {
        continue;
      }
      mutants.push(...mutantsOf(file.slice(root.length + 1), await Deno.readTextFile(file)));
    }
  }
  return mutants;
}

/** The mutants that none of the tests notices. */
async function survivors(
  place: Place,
  mutants: readonly Mutant[],
  tests: readonly string[],
): Promise<Mutant[]> {
  if (mutants.length === 0) return [];
  const measured: Measured[] = [];
  await perform(place, tests.map((measure) => ({ measure })), ({ job, lines = {}, ...finding }) => {
    const file = tests[job] ?? "";
    if (finding.passed) measured.push({ file, durationMs: finding.durationMs, lines });
    else writeLine(`${file} fails without any mutant: left out`);
  });
  const left: Mutant[] = [];
  const met = mutants.flatMap((mutant) => {
    const watching = measured
      .filter(({ lines }) => lines[mutant.path]?.includes(mutant.line))
      .toSorted((a, b) => distance(a, mutant) - distance(b, mutant));
    if (watching.length === 0) left.push(mutant);
    const usualMs = watching.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const timeoutMs = Math.max(leastTimeoutMs, patience * usualMs);
    return watching.length === 0
      ? []
      : [{ mutant, tests: watching.map(({ file }) => file), timeoutMs }];
  });
  await perform(place, met, ({ job, passed }) => {
    const mutant = met[job]?.mutant;
    if (passed && mutant) left.push(mutant);
  });
  return left.toSorted((a, b) => mutants.indexOf(a) - mutants.indexOf(b));
}

/** Tests of the same folder first, then the quick ones. */
function distance({ file, durationMs }: Measured, { path }: Mutant): number {
  return (dirname(file) === dirname(path) ? 0 : 1_000_000) + durationMs;
}

/** Has jobs done and tells what comes out, each with the index of its job. */
async function perform(
  place: Place,
  jobs: readonly Job[],
  tell: (finding: Finding) => void,
): Promise<void> {
  let done = 0;
  await Promise.all(Array.from({ length: place.parts }, async (_, part) => {
    const indices = jobs.map((_, index) => index).filter((index) => index % place.parts === part);
    if (indices.length === 0) return;
    const folder = await Deno.makeTempDir({ prefix: "bond-mutation-" });
    try {
      const tree = join(folder, "tree");
      await copyTree(tree);
      const file = join(folder, "jobs.json");
      await Deno.writeTextFile(file, JSON.stringify(indices.map((index) => jobs[index])));
      let found = 0;
      await place.run(tree, file, (text) => {
        const finding: Finding = JSON.parse(text);
        found++;
        if (++done % 20 === 0) writeLine(`${done} of ${jobs.length}`);
        tell({ ...finding, job: indices[finding.job] ?? 0 });
      });
      if (found < indices.length) throw new Error(`${indices.length - found} jobs were not done`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }));
}

/** Copies what tests may read; nothing built. */
async function copyTree(target: string): Promise<void> {
  for await (const file of allFiles(root)) {
    const copy = join(target, file.slice(root.length));
    await Deno.mkdir(dirname(copy), { recursive: true });
    await Deno.copyFile(file, copy);
  }
}

const trial = join(import.meta.dirname ?? ".", "trial.ts");
const command = [Deno.execPath(), "run", "--allow-all", "--no-check", "--cached-only", trial];

const onMachine: Place = {
  parts: Math.max(1, navigator.hardwareConcurrency),
  async run(tree, jobs, line) {
    const [program = "", ...args] = command;
    const child = new Deno.Command(program, { args: [...args, tree, jobs], stdout: "piped" })
      .spawn();
    const rest = lines(line);
    for await (const chunk of child.stdout) rest(chunk);
    await child.status;
  },
};

/** One guest for all of it. */
function inGuest(): Place {
  const kernel = selectKernel("auto", writeLine);
  return {
    parts: 1,
    async run(tree, jobs, line) {
      await kernel.run([...command, tree, jobs], {
        stdout: lines(line),
        stderr: (chunk) => Deno.stderr.writeSync(chunk),
        devices: 2,
      });
    },
  };
}

/** Takes text in pieces, and passes it on in lines. */
function lines(line: (text: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    parts.forEach(line);
  };
}

await main(() => mutation(Deno.args));
