/** `bond emulate`: replays what Multus would do with the pods of a set of manifests. */

import {
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
import {
  planFiles,
  type Planned,
  planSingle,
  refuseUnusedPlugins,
} from "../emulator/play/plan/mod.ts";
import { type KernelWish, replayPlanned, replayWithShell } from "../emulator/play/runner/mod.ts";
import { linkName } from "../emulator/play/scenario/mod.ts";
import {
  diagnosticLines,
  isTold,
  madeReady,
  type OutputName,
  showAs,
  tellAs,
} from "../emulator/report/mod.ts";
import {
  cniPathOption,
  confDirOption,
  kernelOption,
  kernelPathOption,
  outputOption,
  pluginOption,
  repeatOption,
  runtimeOption,
} from "./options.ts";
import { Progress } from "./progress.ts";
import { portOption, ServedReport, serveOption } from "./serve.ts";
import { type Done, Status, UsageError } from "./status.ts";
import { print, printError, say, stderrSink, styleOf, writeAll } from "./terminal.ts";

/** `bond emulate PATH…`. */
export function emulateCommand(done: Done): CommandUnknownOpts {
  return new Command("emulate")
    .description("replay what Multus would do with the pods of these manifests")
    .argument("[path...]", "YAML files with manifests, or folders of them")
    .addOption(kernelOption)
    .addOption(kernelPathOption)
    .addOption(outputOption("emulate"))
    .addOption(pluginOption)
    .addOption(cniPathOption)
    .addOption(confDirOption)
    .addOption(runtimeOption)
    .option("--net <conf>", "no manifests: one CNI configuration, attached without Multus")
    .addOption(
      new Option("--netns <netns>", "with --net: the pod's network namespace").choices(["new"]),
    )
    .addOption(
      new Option("--ifname <name>", "with --net: the interface that the runtime asks for")
        .argParser(interfaceName)
        .default("eth0"),
    )
    .option("--subnet-file <file>", "with --net: flannel's subnet.env (default: one made up)")
    .option("--check", "have every plugin check its work while the pods run", false)
    .option("--shell", "open a shell in the running pod; its end detaches the pods", false)
    .option("--pod <name>", "with --shell: which pod (default: the first)")
    .addOption(repeatOption)
    .addOption(serveOption)
    .addOption(portOption)
    .option("--events", "tell what is seen in a step as it happens, as on a terminal")
    .option("--keep-going", "go on with the next pod when one fails", false)
    .action(async (paths, options, command) => {
      const { net: conf, ifname, subnetFile, shell } = options;
      refuse(paths, options, (name) => command.getOptionValueSource(name) === "cli");
      const planned = conf === undefined
        ? planFiles(paths, options)
        : planSingle({ conf, ifname, subnetFile }, options);
      refuseUnusedPlugins(options.plugin, [planned]);
      const inputs = conf === undefined ? paths : [conf];
      done(await (shell ? emulateWithShell : emulate)(inputs, planned, options));
    });
}

/** Options that say more of --net, by the names that commander has for them. */
const WITH_NET = { netns: "--netns", ifname: "--ifname", subnetFile: "--subnet-file" };

/** What the command line says of the way of a replay. */
interface Way extends Pick<KernelWish, "kernel" | "kernelPath"> {
  output: OutputName;
  repeat?: number | undefined;
  /** Whether what is seen in a step is told at once; on a terminal it is. */
  events?: boolean | undefined;
  /** Whether the page is served meanwhile, and on which port. */
  serve: boolean;
  port?: number | undefined;
  pod?: string | undefined;
}

/** Throws UsageError where options do not go together. */
function refuse(
  paths: readonly string[],
  { net, pod, shell, output, repeat = 1, serve, port }: Way & {
    net?: string | undefined;
    shell: boolean;
  },
  isGiven: (name: string) => boolean,
): void {
  const stray = Object.entries(WITH_NET).find(([name]) => net === undefined && isGiven(name));
  const isTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const faults: readonly (readonly [boolean, string])[] = [
    [stray !== undefined, `${stray?.[1]} goes with --net`],
    [pod !== undefined && !shell, "--pod goes with --shell: it says whose shell it is"],
    [
      net === undefined && paths.length === 0,
      "name files or folders with manifests, or use --net",
    ],
    [
      net !== undefined && paths.length > 0,
      "--net goes without manifests; a scenario can have both: pods: [{name, net}]",
    ],
    [shell && repeat > 1, "--shell and --repeat exclude each other"],
    [shell && output !== "text", `--shell and --output ${output} exclude each other`],
    [port !== undefined && !serve, "--port goes with --serve: it says where the page is"],
    [
      serve && (shell || output !== "text"),
      "--serve goes with neither --shell nor --output: its page is what --output html gives",
    ],
    [shell && !isTerminal, "--shell needs a terminal: stdin or stdout is none"],
  ];
  const [fault] = faults.filter(([holds]) => holds);
  if (fault) throw new UsageError(fault[1]);
}

async function emulate(
  inputs: readonly string[],
  planned: Planned,
  { output, events = Deno.stdout.isTerminal(), serve, port, ...way }: Way,
): Promise<number> {
  const style = styleOf(Deno.stdout);
  const tell = tellAs(output, "emulate", style, events);
  const isLive = isTold(output, "emulate");
  if (isLive) printDiagnostics(planned);
  using served = serve ? new ServedReport(port, inputs) : undefined;
  using progress = new Progress();
  const { report, exitStatus } = await replayPlanned(inputs.join(" "), planned, {
    ...way,
    say,
    onStart: (provider) => progress.starting(provider),
    onNext: (name) => progress.show(`replaying ${name} …`),
    onEvent(event, report) {
      if (isLive) progress.clear();
      print(tell({ event, report }));
      served?.show(report);
    },
    onStderr: stderrSink(),
  });
  print(showAs(output, "emulate", madeReady(output, report, inputs), style));
  await served?.untilInterrupted(report);
  return exitStatus;
}

async function emulateWithShell(
  inputs: readonly string[],
  planned: Planned,
  { pod, ...way }: Way,
): Promise<number> {
  printDiagnostics(planned);
  if (!planned.plan) return Status.wrong;
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

function printDiagnostics({ diagnostics }: Planned): void {
  const style = styleOf(Deno.stderr);
  for (const diagnostic of diagnostics) {
    printError(diagnosticLines(diagnostic, style).map((line) => `${line}\n`).join(""));
  }
}

function interfaceName(text: string): string {
  const { error } = linkName.safeParse(text);
  if (error) throw new InvalidArgumentError(error.issues.map(({ message }) => message).join(", "));
  return text;
}
