/**
 * Tries mutants in a tree that has them all, asleep: loads the tests once, runs each to see which mutants
 * it meets, and then, with one mutant awake at a time, the tests that meet it. Runs on the machine and
 * in a guest alike: `trial.ts PLAN.json`, or for one mutant in a process of its own
 * `trial.ts PLAN.json ID`. Writes one line of JSON for each thing that it finds out.
 */
import { dirname } from "node:path";
import { inOwnNamespaces } from "./namespaces.ts";

/** What is to be tried. */
export interface Plan {
  tree: string;
  /** Test files, relative to the tree. */
  files: string[];
  /** Mutants by number, and the files that they are in. */
  mutants: { id: number; path: string }[];
  /**
   * Whether each mutant has a process and namespaces of its own: what it breaks on a kernel goes with
   * them. Otherwise it has that only when it is met while modules load.
   */
  apart: boolean;
  /** The tests that can be used, the quickest first, where an earlier process has found that out. */
  known?: KnownTest[];
  /** The tests of a mutant in a process of its own, in their order. */
  chosen?: { file: string; key: string }[];
}

/** A test that can be used, by file and name, with the mutants that it meets. */
export interface KnownTest {
  key: string;
  meets: number[];
}

/** What was found out. */
export type Finding =
  /** The test is run without any mutant. */
  | { runs: string }
  /** These tests can be used. */
  | { ready: KnownTest[] }
  /** The mutant is being tried. */
  | { tries: number }
  /** Whether a test failed with the mutant, and which. */
  | { tried: number; noticedBy: string | undefined }
  /** A test that cannot be used, because it fails without any mutant. */
  | { unusable: string };

interface Test {
  name: string;
  file: string;
  run: () => Promise<void>;
  meets: Set<number>;
  durationMs: number;
}

/** How long a test may take, in ms: what never ends is noticed too. */
const patienceMs = 30_000;
/** How long a test may take to be run for mutants, in ms: those that try every moment take minutes. */
const slowMs = 20_000;
/** How long tests are run for a mutant in a process of its own, in ms: any of them may be the one. */
const apartMs = 60_000;
/** After how long that process is ended, in ms: the mutant has caught it in a loop. */
const loopMs = 2 * apartMs + patienceMs;

const tests: Test[] = [];
/** The mutants that were met while modules were loaded. */
const metAtLoad = new Set<number>();
let meets: Set<number> = metAtLoad;
let awake: number | undefined;

Object.assign(globalThis, {
  mutant(id: number): boolean {
    meets.add(id);
    return id === awake;
  },
});
// A mutant may leave work behind that fails later.
for (const name of ["unhandledrejection", "error"]) {
  globalThis.addEventListener(name, (event) => event.preventDefault());
}

/** Takes the place of `Deno.test`, in the forms in which the project uses it. */
function collect(file: string): typeof Deno.test {
  const register = (first: unknown, second?: unknown, third?: unknown) => {
    const options = [first, second].find((part) => typeof part === "object") as
      | { name?: string; ignore?: boolean; fn?: unknown }
      | undefined;
    const body = [first, second, third, options?.fn].find((part) => typeof part === "function") as (
      context: Deno.TestContext,
    ) => void | Promise<void>;
    const name = typeof first === "string" ? first : options?.name ?? body.name;
    if (options?.ignore) return;
    const run = async () => await body(context(name));
    tests.push({ name, file, run, meets: new Set(), durationMs: 0 });
  };
  return Object.assign(register, { ignore: () => {} }) as unknown as typeof Deno.test;
}

function context(name: string): Deno.TestContext {
  const step = async (first: unknown, second?: unknown) => {
    const body = (second ?? first) as (context: Deno.TestContext) => void | Promise<void>;
    await body(context(String(first)));
    return true;
  };
  return { name, origin: "", step } as Deno.TestContext;
}

async function load({ tree, files }: Plan): Promise<void> {
  Deno.chdir(tree);
  for (const file of files) {
    Object.defineProperty(Deno, "test", { value: collect(file), configurable: true });
    try {
      await import(`file://${tree}/${file}`);
    } catch (error) {
      if (awake !== undefined) throw error;
      tell({ unusable: `${file}: ${error}` });
    }
  }
}

/** Whether the test passes; with the mutants that it meets. */
async function passes(test: Test): Promise<boolean> {
  meets = new Set();
  const started = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("no end")), patienceMs);
    });
    await Promise.race([test.run(), limit]);
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    test.meets = test.meets.union(meets);
    test.durationMs = performance.now() - started;
  }
}

async function tryAll(plan: Plan): Promise<void> {
  await load(plan);
  const usable = plan.known ? remembered(plan.known) : await tried();
  tell({ ready: usable.map((test) => ({ key: keyOf(test), meets: [...test.meets] })) });
  for (const { id, path } of plan.mutants) {
    tell({ tries: id });
    const watching = usable.filter((test) => test.meets.has(id));
    const atLoad = metAtLoad.has(id) ? nearest(usable, path) : undefined;
    const noticedBy = plan.apart
      ? await noticingApart(id, plan, atLoad ?? watching)
      : await noticing(id, watching) ?? await noticingApart(id, plan, atLoad ?? []);
    tell({ tried: id, noticedBy });
  }
}

function remembered(known: readonly KnownTest[]): Test[] {
  const byKey = new Map(tests.map((test) => [keyOf(test), test]));
  return known.flatMap(({ key, meets }) => {
    const test = byKey.get(key);
    return test ? [Object.assign(test, { meets: new Set(meets) })] : [];
  });
}

/** Runs every test without any mutant, and returns those that can be used, the quickest first. */
async function tried(): Promise<Test[]> {
  const usable: Test[] = [];
  for (const test of tests) {
    tell({ runs: keyOf(test) });
    const passed = await passes(test);
    if (passed && test.durationMs < slowMs) usable.push(test);
    else tell({ unusable: `${keyOf(test)} ${passed ? "is slow" : "fails"}` });
  }
  return usable.sort((a, b) => a.durationMs - b.durationMs);
}

/** The tests of the floor of `path`, those of its room first. */
function nearest(usable: readonly Test[], path: string): Test[] {
  const [floor = ""] = path.split("/");
  const isFar = ({ file }: Test) => Number(dirname(file) !== dirname(path));
  return usable.filter(({ file }) => file.startsWith(`${floor}/`))
    .toSorted((a, b) => isFar(a) - isFar(b));
}

async function noticing(id: number, watching: readonly Test[]): Promise<string | undefined> {
  for (const test of watching) {
    awake = id;
    const passed = await passes(test);
    awake = undefined;
    if (passed) continue;
    // What fails by itself from now on has been broken by a mutant before.
    if (!await passes(test)) Deno.exit(3);
    return keyOf(test);
  }
  return undefined;
}

/** In a process of its own, in which the mutant is awake while modules load, too. */
async function noticingApart(
  id: number,
  plan: Plan,
  chosen: readonly Test[],
): Promise<string | undefined> {
  if (chosen.length === 0) return undefined;
  const content: Plan = {
    ...plan,
    chosen: chosen.map((test) => ({ file: test.file, key: keyOf(test) })),
  };
  const file = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(file, JSON.stringify(content));
  const trial = [Deno.execPath(), ...["run", "--allow-all", "--no-check", "--cached-only"]];
  const command = [...trial, import.meta.filename ?? "", file, String(id)];
  const [program = "", ...args] = plan.apart ? inOwnNamespaces(command) : command;
  const { stdout, success, signal } = await new Deno.Command(program, {
    args,
    stderr: "null",
    signal: AbortSignal.timeout(loopMs),
  }).output();
  if (success) return undefined;
  return signal === null
    ? new TextDecoder().decode(stdout).trim() || "a module does not load"
    : "there is no end";
}

/** Ends with 1 at the first test that fails with the mutant. Loads a file when its first test is due. */
async function tryOne(plan: Plan, id: number): Promise<void> {
  awake = id;
  const started = performance.now();
  for (const { file, key } of plan.chosen ?? []) {
    if (performance.now() - started > apartMs) return;
    if (!tests.some((test) => test.file === file)) await load({ ...plan, files: [file] });
    const test = tests.find((test) => keyOf(test) === key);
    if (test && await passes(test)) continue;
    Deno.stdout.writeSync(new TextEncoder().encode(key));
    Deno.exit(1);
  }
}

function keyOf({ file, name }: Test): string {
  return `${file}: ${name}`;
}

function tell(finding: Finding): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(finding)}\n`));
}

const [file = "", id] = Deno.args;
const plan: Plan = JSON.parse(await Deno.readTextFile(file));
await (id === undefined ? tryAll(plan) : tryOne(plan, Number(id)));
Deno.exit(0);
