/** Replaying folders of manifests, and showing how each compares with what it expects. */

import { planFiles, type PlanOptions, refuseUnusedPlugins } from "../play/plan/mod.ts";
import {
  fixturesAt,
  inGuestsOf,
  type KernelWish,
  repeated,
  runRepeated,
} from "../play/runner/mod.ts";
import { judgeReplays } from "./case.ts";
import { requireWritable, writeJunit } from "./junit_file.ts";
import { madeReady, type OutputName, tellAs, type TestReport } from "./outputs.ts";
import { show } from "./show.ts";
import { Progress, say, stderrSink, styleOf } from "./terminal/mod.ts";

/** Which folders, and how. */
interface FolderRun
  extends Pick<KernelWish, "kernel" | "kernelPath">, Omit<PlanOptions, "runtime" | "confDir"> {
  /** Only those with this in their names. */
  filter?: string | undefined;
  /** The scenario's where it is absent, or once. */
  repeat?: number | undefined;
  /** Whether what comes out is written as what is expected. */
  update: boolean;
  /** A file for the results as JUnit's XML. */
  junit?: string | undefined;
  output: OutputName;
}

/**
 * Replays the folders at and below `paths`, shows how each compares with what it expects, and returns the exit
 * status of `bond test`. Throws InputError, KernelError and LabError.
 */
export async function showFolders(paths: readonly string[], run: FolderRun): Promise<number> {
  const { junit, output } = run;
  if (junit !== undefined) requireWritable(junit);
  const folders = await judgeFolders(paths, run);
  const report = { title: paths.join(" "), folders };
  if (junit !== undefined) writeJunit(junit, report);
  return show(output, "test", report);
}

async function judgeFolders(
  paths: readonly string[],
  run: FolderRun,
): Promise<TestReport["folders"]> {
  const { plugin = {}, output } = run;
  const cases = fixturesAt(paths, run.filter ?? "").flatMap((fixture) => {
    const { path, name: title } = fixture;
    return repeated({ ...planFiles([path], run), name: path, title, fixture }, run.repeat);
  });
  refuseUnusedPlugins(plugin, cases);
  const tell = tellAs(output, "test", styleOf(Deno.stdout));
  using progress = new Progress();
  const folders: TestReport["folders"][number][] = [];
  const onStart: KernelWish["onStart"] = (provider) => progress.starting(provider);
  await runRepeated(cases, inGuestsOf({ ...run, say, onStart }), {
    onBegin: ({ fixture: { name } }) => progress.show(`${name} …`),
    onOver(replays, { fixture: { path, name } }, whole) {
      const report = madeReady(output, { ...whole, name }, [path]);
      const folder = { ...judgeReplays(replays, run), report };
      folders.push(folder);
      progress.print(tell(folder));
    },
    onStderr: stderrSink(),
  });
  return folders;
}
