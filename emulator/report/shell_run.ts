/** Replaying with a shell in one of the pods: the half that people start, and the half inside the world. */

import { Status } from "../input/status.ts";
import type { Planned } from "../play/plan/mod.ts";
import {
  exitStatus,
  NOTHING,
  openShell,
  type ReplayedPod,
  ReportBuilder,
  runWorld,
  type WorldInput,
} from "../play/replay/mod.ts";
import { type KernelWish, replayWithShell } from "../play/runner/mod.ts";
import { showAs, tellAs } from "./outputs.ts";
import { sayDiagnostics } from "./replay_run.ts";
import { print, Progress, say, styleOf, writeAll } from "./terminal/mod.ts";

/**
 * Replays what was planned from `inputs` with a shell in the pod of that name, or in the first. Returns the
 * exit status of `bond emulate`. Throws KernelError, and InputError where there is no such pod.
 */
export async function showReplayWithShell(
  inputs: readonly string[],
  planned: Planned,
  { pod, ...way }: Pick<KernelWish, "kernel" | "kernelPath"> & { pod?: string | undefined },
): Promise<number> {
  sayDiagnostics(planned);
  if (!planned.plan || planned.plan.chains.length === 0) return Status.wrong;
  using progress = new Progress();
  const status = await replayWithShell(inputs.join(" "), planned.plan, pod, {
    ...way,
    say,
    onStart: (provider) => progress.starting(provider),
    write(chunk) {
      progress.clear();
      writeAll(Deno.stdout, chunk);
    },
  });
  return planned.complete ? status : Status.wrong;
}

/**
 * Replays in this very world, with a shell in the pod of that name on this process' terminal. Returns the
 * exit status of the replay, whatever the shell's was; 1 where the lab itself broke.
 */
export async function showWorldWithShell(
  { pod, ...input }: WorldInput & { pod: string },
): Promise<number> {
  const style = styleOf(Deno.stdout);
  const tell = tellAs("text", "emulate", style);
  // The outer half has said what there is to say about the manifests.
  const builder = new ReportBuilder(NOTHING);
  const problems: string[] = [];
  await runWorld(input, (message) => {
    if ("event" in message) {
      builder.add(message.event);
      print(tell({ event: message.event, report: builder.report }));
    } else if (message.problem) problems.push(message.problem);
  }, (pods) => visit(pods, pod));
  problems.forEach(say);
  if (problems.length > 0) return Status.failed;
  print(showAs("text", "emulate", builder.report, style));
  return exitStatus(builder.report);
}

async function visit(pods: readonly ReplayedPod[], name: string): Promise<void> {
  const pod = pods.find((pod) => pod.name === name);
  if (!pod) return print(`\nno shell: ${name} is not attached\n`);
  print(
    `\na shell in ${name}; \`bond lab\` shows what can be unplugged, \`exit\` detaches the pod\n`,
  );
  await openShell(pod);
}
