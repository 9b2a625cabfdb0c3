/** Replaying what was planned, and showing it as it goes on. */

import type { Planned } from "../play/plan/mod.ts";
import { type Repetition, replayPlanned } from "../play/runner/mod.ts";
import { madeReady, type OutputName, showAs, tellAs } from "./outputs.ts";
import { ServedReport } from "./serve/mod.ts";
import type { Style } from "./style.ts";

/** How it is shown, beside how it is replayed. */
export interface ReplayRun extends Omit<Repetition, "onEvent"> {
  output: OutputName;
  style: Style;
  /** Whether what is seen in a step is told at once. */
  events: boolean;
  /** Whether browsers of this machine see the page meanwhile. */
  serve: boolean;
  /** Where they find it; anywhere if absent. */
  port?: number | undefined;
  /** Receives what is to be shown, part by part. */
  print(text: string): void;
}

/**
 * Replays what was planned from `inputs`, and returns the exit status of `bond emulate`; with `serve`, when
 * the reader has had enough. Throws KernelError, LabError, and InputError where nobody can listen on the port.
 */
export async function showReplay(
  inputs: readonly string[],
  planned: Planned,
  run: ReplayRun,
): Promise<number> {
  const { output, style, print } = run;
  const tell = tellAs(output, "emulate", style, run.events);
  using served = run.serve ? new ServedReport(run.port, inputs, run.say) : undefined;
  const { report, exitStatus } = await replayPlanned(inputs.join(" "), planned, {
    ...run,
    onEvent(event, report) {
      print(tell({ event, report }));
      served?.show(report);
    },
  });
  print(showAs(output, "emulate", madeReady(output, report, inputs), style));
  await served?.untilInterrupted(report);
  return exitStatus;
}
