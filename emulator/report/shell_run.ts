/** The inner half of a replay with a shell in one of its pods, which it shows by itself. */

import {
  exitStatus,
  NOTHING,
  openShell,
  type ReplayedPod,
  ReportBuilder,
  runWorld,
  type WorldInput,
} from "../play/replay/mod.ts";
import { showAs, tellAs } from "./outputs.ts";
import type { Style } from "./style.ts";

/**
 * Replays in this very world, with a shell in the pod of that name on this process' terminal. Returns the
 * exit status of the replay, whatever the shell's was, and what broke of the lab itself.
 */
export async function showReplayWithShell(
  { pod, ...input }: WorldInput & { pod: string },
  style: Style,
  print: (text: string) => void,
): Promise<{ exitStatus: number; problems: readonly string[] }> {
  const tell = tellAs("text", "emulate", style);
  // The outer half has said what there is to say about the manifests.
  const builder = new ReportBuilder(NOTHING);
  const problems: string[] = [];
  await runWorld(input, (message) => {
    if ("event" in message) {
      builder.add(message.event);
      print(tell({ event: message.event, report: builder.report }));
    } else if (message.problem) problems.push(message.problem);
  }, (pods) => visit(pods, pod, print));
  if (problems.length === 0) print(showAs("text", "emulate", builder.report, style));
  return { exitStatus: exitStatus(builder.report), problems };
}

async function visit(
  pods: readonly ReplayedPod[],
  name: string,
  print: (text: string) => void,
): Promise<void> {
  const pod = pods.find((pod) => pod.name === name);
  if (!pod) return print(`\nno shell: ${name} is not attached\n`);
  print(
    `\na shell in ${name}; \`bond lab\` shows what can be unplugged, \`exit\` detaches the pod\n`,
  );
  await openShell(pod);
}
