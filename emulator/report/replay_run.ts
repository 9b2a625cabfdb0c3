/** Replaying what was planned, and showing it as it goes on. */

import type { Planned } from "../play/plan/mod.ts";
import { type Repetition, replayPlanned } from "../play/runner/mod.ts";
import { diagnosticLines } from "./diagnostic.ts";
import { isTold, madeReady, type OutputName, showAs, tellAs } from "./outputs.ts";
import { ServedReport } from "./serve/mod.ts";
import { Progress, say, stderrSink, styleOf } from "./terminal/mod.ts";

/** How it is replayed and shown. */
interface ReplayRun extends Pick<Repetition, "kernel" | "kernelPath" | "repeat"> {
  output: OutputName;
  /** Whether what is seen in a step is told at once; as the terminal is one if absent. */
  events?: boolean | undefined;
  /** Whether browsers of this machine see the page meanwhile. */
  serve: boolean;
  /** Where they find it; anywhere if absent. */
  port?: number | undefined;
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
  const { output, events = Deno.stdout.isTerminal() } = run;
  const style = styleOf(Deno.stdout);
  if (isTold(output, "emulate")) sayDiagnostics(planned);
  const tell = tellAs(output, "emulate", style, events);
  using progress = new Progress();
  using served = run.serve ? new ServedReport(run.port, inputs, say) : undefined;
  const { report, exitStatus } = await replayPlanned(inputs.join(" "), planned, {
    ...run,
    say,
    onStart: (provider) => progress.starting(provider),
    onNext: (name) => progress.show(`replaying ${name} …`),
    onEvent(event, report) {
      progress.print(tell({ event, report }));
      served?.show(report);
    },
    onStderr: stderrSink(),
  });
  progress.print(showAs(output, "emulate", madeReady(output, report, inputs), style));
  await served?.untilInterrupted(report);
  return exitStatus;
}

/** Says on stderr what there is to say of the manifests before anything is replayed. */
export function sayDiagnostics({ diagnostics }: Planned): void {
  const style = styleOf(Deno.stderr);
  diagnostics.flatMap((one) => diagnosticLines(one, style)).forEach(say);
}
