/** Replaying folders of manifests, and judging each. */

import { planFiles, type PlanOptions, refuseUnusedPlugins } from "../play/plan/mod.ts";
import {
  type Fixture,
  fixturesAt,
  inGuestsOf,
  type KernelWish,
  repeated,
  runRepeated,
} from "../play/runner/mod.ts";
import { judgeReplays } from "./case.ts";
import { madeReady, type OutputName, type TestReport } from "./outputs.ts";

/** Which folders, and how. */
export interface FolderRun extends KernelWish, Omit<PlanOptions, "runtime" | "confDir"> {
  /** Only those with this in their names. */
  filter?: string | undefined;
  /** The scenario's where it is absent, or once. */
  repeat?: number | undefined;
  /** Whether what comes out is written as what is expected. */
  update: boolean;
  /** The form in which it is going to be shown. */
  output: OutputName;
  onBegin(fixture: Fixture): void;
  onOver(folder: TestReport["folders"][number]): void;
  onStderr(chunk: Uint8Array): void;
}

/**
 * Replays the folders at and below `paths`, and returns how each compares with what it expects. Throws
 * InputError, KernelError and LabError.
 */
export async function judgeFolders(
  paths: readonly string[],
  run: FolderRun,
): Promise<TestReport["folders"]> {
  const cases = fixturesAt(paths, run.filter ?? "").flatMap((fixture) => {
    const { path, name: title } = fixture;
    return repeated({ ...planFiles([path], run), name: path, title, fixture }, run.repeat);
  });
  refuseUnusedPlugins(run.plugin ?? {}, cases);
  const folders: TestReport["folders"][number][] = [];
  await runRepeated(cases, inGuestsOf(run), {
    onBegin: ({ fixture }) => run.onBegin(fixture),
    onOver(replays, { fixture: { path, name } }, whole) {
      const report = madeReady(run.output, { ...whole, name }, [path]);
      const folder = { ...judgeReplays(replays, run), report };
      folders.push(folder);
      run.onOver(folder);
    },
    onStderr: run.onStderr,
  });
  return folders;
}
