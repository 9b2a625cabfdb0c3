/**
 * How well the tests watch the code: changes it in one small place at a time, and counts the changes
 * that no test notices. `deno task mutation [--count N] [--seed N] [--only PATH…] [--units] [--record]`,
 * or `deno task mutation --again [--record]` for those that survived the recorded run, when only tests
 * have changed since.
 *
 * Each mutant meets the unit tests that run its code; those that survive meet the kernel tests that
 * do, in one guest: not with --units. --record writes the outcome to docs/mutation.md.
 */
import { parseArgs } from "node:util";
import { dirname, join, resolve } from "node:path";
import { selectKernel } from "../../emulator/lab/kernel/mod.ts";
import { main } from "../main.ts";
import { writeLine } from "../output.ts";
import { allFiles } from "../sources.ts";
import { equivalents, reasonFor } from "./equivalent.ts";
import {
  describe,
  instrumented,
  type Mutant,
  mutantsOf,
  type NumberedMutant,
  sample,
} from "./mutants.ts";
import { inOwnNamespaces } from "./namespaces.ts";
import { readReport, report } from "./report.ts";
import type { Finding, KnownTest, Plan } from "./trial.ts";

/** The rooms whose tests are tried. */
const rooms = [
  ...["bond/config", "bond/restore", "bond/build", "cni"],
  ...["emulator/input/chain", "emulator/input/lint"],
];

/** Where the tests are that are to notice. */
const floors = ["bond", "cni", "emulator/input", "emulator/play/plan"];

/** Kernel tests that try every moment, mode or runtime take minutes: what only they notice has survived. */
const long = /\/(endurance\/|interop\/|at_once|failure|hostile|kill|matrix|race)/;

/** How long a process that tries mutants may be silent. */
const silenceMs = 300_000;

const root = resolve(import.meta.dirname ?? ".", "../..");
/** Where the last recorded run is told of. */
const page = join(root, "docs/mutation.md");

/** Where mutants are tried, in parts that run beside each other. */
interface Place {
  parts: number;
  apart: boolean;
  /** Passes on each finding as it comes, to the end of the trial. */
  run(plan: string, tell: (finding: Finding) => void): Promise<void>;
}

async function mutation(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      count: { type: "string", default: "240" },
      seed: { type: "string", default: "1" },
      only: { type: "string", multiple: true, default: rooms },
      units: { type: "boolean", default: false },
      again: { type: "boolean", default: false },
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

  const before = values.again ? readReport(await Deno.readTextFile(page)) : undefined;
  if (before && (before.seed !== values.seed || before.population !== population.length)) {
    writeLine("the code has changed since the recorded run: try all mutants");
    return 1;
  }
  const chosen = sample(population, Number(values.count), Number(values.seed));
  const equivalent = chosen.filter((mutant) => reasonFor(mutant));
  const tried = chosen.filter((mutant) => !reasonFor(mutant))
    .map((mutant, id) => ({ ...mutant, id }));
  writeLine(`${tried.length} of ${population.length} mutants`);

  const tests = await Array.fromAsync(allFiles(root), (path) => path.slice(root.length + 1));
  const near = tests.filter((path) => floors.some((floor) => path.startsWith(`${floor}/`)));
  const units = near.filter((path) => /(?<!_kernel|_machine)_test\.ts$/.test(path));
  const kernels = near.filter((path) => path.endsWith("_kernel_test.ts") && !long.test(path));
  const open = before ? tried.filter((mutant) => before.survived(mutant)) : tried;
  const afterUnits = await survivors(onMachine, open, units);
  writeLine(`${afterUnits.length} are left after the unit tests:`);
  afterUnits.forEach((mutant) => writeLine(`${describe(mutant)}   in   ${mutant.source}`));
  const survived = values.units ? afterUnits : await survivors(inGuest(), afterUnits, kernels);

  survived.forEach((mutant) => writeLine(`survived: ${describe(mutant)}`));
  const outcome = { population: population.length, seed: values.seed, tried, equivalent, survived };
  const byUnits = (before?.byUnits ?? 0) + open.length - afterUnits.length;
  const text = report({ ...outcome, byUnits, unitsAlone: values.units, rooms: values.only });
  if (values.record) await Deno.writeTextFile(page, text);
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
  mutants: readonly NumberedMutant[],
  files: readonly string[],
): Promise<NumberedMutant[]> {
  const outcomes = await Promise.all(
    Array.from(
      { length: place.parts },
      (_, part) =>
        tryInTurn(place, mutants.filter((_, index) => index % place.parts === part), files),
    ),
  );
  const noticed = new Set(outcomes.flatMap((part) => [...part]));
  return mutants.filter(({ id }) => !noticed.has(id));
}

/** The numbers of those that a test notices. */
async function tryInTurn(
  place: Place,
  mutants: readonly NumberedMutant[],
  files: readonly string[],
): Promise<Set<number>> {
  const noticed = new Set<number>();
  const unusable = new Set<string>();
  const folder = await Deno.makeTempDir({ prefix: "bond-mutation-" });
  try {
    const tree = join(folder, "tree");
    await copyTree(tree, mutants);
    const planFile = join(folder, "plan.json");
    let left = mutants.map(({ id, path }) => ({ id, path }));
    let known: KnownTest[] | undefined;
    while (left.length > 0) {
      const plan: Plan = {
        ...{ tree, files: [...files], mutants: left, apart: place.apart },
        ...(known ? { known } : {}),
      };
      await Deno.writeTextFile(planFile, JSON.stringify(plan));
      let current: number | undefined;
      let told = 0;
      await place.run(planFile, (finding) => {
        if ("unusable" in finding) {
          if (!unusable.has(finding.unusable)) writeLine(`left out: ${finding.unusable}`);
          unusable.add(finding.unusable);
        } else if ("ready" in finding) {
          known = finding.ready;
          writeLine(`${known.length} tests are ready`);
        } else if ("runs" in finding) return;
        else if ("tries" in finding) current = finding.tries;
        else {
          told++;
          if (finding.noticedBy !== undefined) noticed.add(finding.tried);
          left = left.filter(({ id }) => id !== finding.tried);
          current = undefined;
          if (place.apart || left.length % 20 === 0) writeLine(`${left.length} to go`);
        }
      });
      if (left.length === 0) break;
      if (current === undefined && told === 0) throw new Error("the tests could not be loaded");
      // The first that broke the process is tried again in a new one; then it has been noticed.
      if (told === 0 && current !== undefined) {
        noticed.add(current);
        left = left.filter(({ id }) => id !== current);
      }
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return noticed;
}

/** Copies what tests may read, nothing built, with the mutants in it. */
async function copyTree(target: string, mutants: readonly NumberedMutant[]): Promise<void> {
  for await (const file of allFiles(root)) {
    const path = file.slice(root.length + 1);
    const copy = join(target, path);
    await Deno.mkdir(dirname(copy), { recursive: true });
    const inside = mutants.filter((mutant) => mutant.path === path);
    if (inside.length === 0) await Deno.copyFile(file, copy);
    else await Deno.writeTextFile(copy, instrumented(await Deno.readTextFile(file), inside));
  }
}

const trial = join(import.meta.dirname ?? ".", "trial.ts");
const command = [Deno.execPath(), "run", "--allow-all", "--no-check", "--cached-only", trial];
/** Where no executable is, tests run the program from its source, which has the mutants asleep. */
const env = { ...Deno.env.toObject(), BOND_BINARY: "/nonexistent" };

const onMachine: Place = {
  parts: 1,
  apart: false,
  async run(plan, tell) {
    const [program = "", ...args] = command;
    const child = new Deno.Command(program, { args: [...args, plan], env, stdout: "piped" })
      .spawn();
    const watch = watchdog(() => child.kill("SIGKILL"));
    const take = lines(tell, watch.pet);
    for await (const chunk of child.stdout) take(chunk);
    await child.status;
    watch.end();
  },
};

/** One guest for all of it. */
function inGuest(): Place {
  const kernel = selectKernel("auto", writeLine);
  return {
    parts: 1,
    apart: true,
    async run(plan, tell) {
      const abort = new AbortController();
      const watch = watchdog(() => abort.abort(silence));
      const stdout = lines(tell, watch.pet);
      try {
        const { signal } = abort;
        const stderr = (chunk: Uint8Array) => void Deno.stderr.writeSync(chunk);
        await kernel.run(inOwnNamespaces([...command, plan]), { env, signal, stdout, stderr });
      } catch (error) {
        if (error !== silence) throw error;
      } finally {
        watch.end();
      }
    },
  };
}

const silence = new Error("nothing was heard for long");

/** Gives up what does not show a sign of life for long: a loop that never ends. */
function watchdog(giveUp: () => void): { pet: () => void; end: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => clearTimeout(timer);
  const pet = () => {
    end();
    timer = setTimeout(giveUp, silenceMs);
  };
  pet();
  return { pet, end };
}

/** Takes text in pieces, and passes on what its lines say. */
function lines(tell: (finding: Finding) => void, pet: () => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    pet();
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part.startsWith("{")) tell(JSON.parse(part));
  };
}

await main(() => mutation(Deno.args));
