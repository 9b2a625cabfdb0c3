/** The inner half of a replay with a shell; that of others is in world_part.ts. */

import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import {
  exitStatus,
  openShell,
  type ReplayedPod,
  type ReplaySubject,
  ReportBuilder,
  runWorld,
  type WorldInput,
} from "../emulator/play/replay/mod.ts";
import { showAs, tellAs } from "../emulator/report/mod.ts";
import { type Done, Status } from "./status.ts";
import { print, printError, styleOf } from "./terminal.ts";

/** `bond world`: replays what stdin says in this very world, and reports to stdout. */
export function worldCommand(done: Done): CommandUnknownOpts {
  return new Command("world")
    .description("the inner half of emulate --shell")
    .requiredOption(
      "--shell <file>",
      "replay what the file says for people, with a shell in its pod",
    )
    .action(async ({ shell }) => done(await replayWithShell(shell)));
}

/** The outer half has said what there is to say about the manifests. */
const NOBODY: ReplaySubject = {
  name: "",
  description: "",
  node: { physicalFunctions: [], nics: [], switches: [], hosts: [] },
  complete: true,
  diagnostics: [],
};

/** Returns the exit status of the replay, whatever the shell's was. */
async function replayWithShell(file: string): Promise<number> {
  const { pod, ...input }: WorldInput & { pod: string } = JSON.parse(Deno.readTextFileSync(file));
  const style = styleOf(Deno.stdout);
  const tell = tellAs("text", "emulate", style);
  const builder = new ReportBuilder(NOBODY);
  const problems: string[] = [];
  await runWorld(input, (message) => {
    if ("event" in message) {
      builder.add(message.event);
      print(tell({ event: message.event, report: builder.report }));
    } else if (message.problem) problems.push(message.problem);
  }, (pods) => visit(pods, pod));
  for (const problem of problems) printError(`${problem}\n`);
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
