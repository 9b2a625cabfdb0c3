/**
 * Tries mutants in a tree that has them all, asleep: loads the tests once, runs each to see which mutants
 * it meets, and then, with one mutant awake at a time, the tests that meet it. Runs on the machine and
 * in a guest alike: `trial.ts PLAN.json`, or for one mutant that is met while modules load
 * `trial.ts PLAN.json ID`. Writes one line of JSON for each thing that it finds out.
 */
import { dirname } from "node:path";

/** What is to be tried. */
export interface Plan {
  tree: string;
  /** Test files, relative to the tree. */
  files: string[];
  /** Mutants by number, and the files that they are in. */
  mutants: { id: number; path: string }[];
  /** Tests that pass without any mutant, by file and name; all when absent. */
  usable?: string[];
}

/** What was found out. */
export type Finding =
  /** That many tests can be used. */
  | { ready: number }
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
/** How long tests are run for a mutant that is met while modules load, in ms: any of them may be the one. */
const loadedMs = 60_000;

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
  const usable: Test[] = [];
  for (const test of tests) {
    const passed = await passes(test);
    if (passed && test.durationMs < slowMs) usable.push(test);
    else tell({ unusable: `${keyOf(test)} ${passed ? "is slow" : "fails"}` });
  }
  tell({ ready: usable.length });
  usable.sort((a, b) => a.durationMs - b.durationMs);
  for (const { id, path } of plan.mutants) {
    tell({ tries: id });
    const watching = usable.filter((test) => test.meets.has(id));
    const noticedBy = await noticing(id, watching) ??
      (metAtLoad.has(id) ? await tryAtLoad(id, path, plan, usable) : undefined);
    tell({ tried: id, noticedBy });
  }
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

/** In a process of its own, in which the mutant is awake while modules load. */
async function tryAtLoad(
  id: number,
  path: string,
  plan: Plan,
  usable: readonly Test[],
): Promise<string | undefined> {
  const room = path.split("/")[0] ?? "";
  const isNear = (file: string) => Number(dirname(file) === dirname(path));
  const files = plan.files
    .filter((file) => file.startsWith(`${room}/`))
    .toSorted((a, b) => isNear(b) - isNear(a));
  const file = await Deno.makeTempFile({ suffix: ".json" });
  const content: Plan = { ...plan, files, usable: usable.map(keyOf) };
  await Deno.writeTextFile(file, JSON.stringify(content));
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-check",
      "--cached-only",
      import.meta.filename ?? "",
      file,
      String(id),
    ],
    stderr: "null",
  }).output();
  const said = new TextDecoder().decode(stdout).trim();
  return success ? undefined : said || "a module does not load";
}

/** Ends with 1 when a test fails with the mutant, the nearest first. */
async function tryOne(plan: Plan, id: number): Promise<void> {
  awake = id;
  await load(plan);
  const started = performance.now();
  for (const test of tests.filter((test) => plan.usable?.includes(keyOf(test)) ?? true)) {
    if (performance.now() - started > loadedMs) return;
    if (await passes(test)) continue;
    Deno.stdout.writeSync(new TextEncoder().encode(keyOf(test)));
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
