/** `bond emulate`: replays what Multus would do with the pods of a set of manifests. */

import {
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
import { type KernelChoice, selectKernel } from "../emulator/lab/kernel/mod.ts";
import { masquerades } from "../emulator/lab/programs/mod.ts";
import type { Diagnostic } from "../emulator/input/model.ts";
import { isCalled } from "../emulator/input/names.ts";
import {
  diagnosticLines,
  type OutputName,
  repeatLines,
  showAs,
  TextReport,
} from "../emulator/report/mod.ts";
import {
  exitStatus,
  repeatsOf,
  replayOn,
  replayWithShellOn,
  ReportBuilder,
} from "../emulator/play/replay/mod.ts";
import { planFiles, type Planned, planSingle, subjectOf } from "../emulator/play/plan/mod.ts";
import { linkName } from "../emulator/play/scenario/mod.ts";
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
import { forOthers, withExcerpts } from "./report.ts";
import { refuseUnusedPlugins } from "./plugins.ts";
import { Progress, startText } from "./progress.ts";
import { type Done, Status, UsageError } from "./status.ts";
import { print, printError, stderrSink, styleOf, writeAll } from "./terminal.ts";

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
    .option("--keep-going", "go on with the next pod when one fails", false)
    .action(async (paths, options, command) => {
      const { net: conf, ifname, subnetFile } = options;
      const given = (name: string) => command.getOptionValueSource(name) === "cli";
      for (const [name, option] of WITH_NET) {
        if (conf === undefined && given(name)) throw new UsageError(`${option} goes with --net`);
      }
      if (options.pod !== undefined && !options.shell) {
        throw new UsageError("--pod goes with --shell: it says whose shell it is");
      }
      if (conf === undefined && paths.length === 0) {
        throw new UsageError("name files or folders with manifests, or use --net");
      }
      if (conf !== undefined && paths.length > 0) {
        throw new UsageError(
          "--net goes without manifests; a scenario can have both: pods: [{name, net}]",
        );
      }
      const input = conf === undefined
        ? planFiles(paths, options)
        : planSingle({ conf, ifname, subnetFile }, options);
      refuseUnusedPlugins(options.plugin, [input]);
      const title = conf ?? paths.join(" ");
      if (options.shell && options.repeat > 1) {
        throw new UsageError("--shell and --repeat exclude each other");
      }
      const status = options.shell
        ? await emulateWithShell(title, input, options)
        : await emulate(title, conf === undefined ? paths : [conf], input, options);
      done(status);
    });
}

/** Options that say more of --net, by the names that commander has for them. */
const WITH_NET = [["netns", "--netns"], ["ifname", "--ifname"], [
  "subnetFile",
  "--subnet-file",
]] as const;

function interfaceName(text: string): string {
  const { error } = linkName.safeParse(text);
  if (error) throw new InvalidArgumentError(error.issues.map(({ message }) => message).join(", "));
  return text;
}

/** What the command line says of the way of a replay. */
interface Way {
  kernel: KernelChoice;
  kernelPath?: string | undefined;
  output: OutputName;
}

async function emulate(
  title: string,
  paths: readonly string[],
  planned: Planned,
  { kernel: choice, kernelPath, output, repeat }: Way & { repeat: number },
): Promise<number> {
  const { diagnostics, plan } = planned;
  const style = styleOf(Deno.stdout);
  const text = new TextReport(style);
  const subject = subjectOf(title, planned);
  const names = Array.from({ length: repeat }, (_, i) => i === 0 ? title : `${title} (${i + 1})`);
  const builders = new Map(names.map((name) => [name, new ReportBuilder(subject)]));
  const live = output === "text";
  if (live) printDiagnostics(diagnostics);
  if (plan) {
    const kernel = selectKernel(choice, (line) => printError(`${line}\n`), {
      kernelPath,
      firewall: masquerades(plan.chains),
    });
    using progress = new Progress();
    progress.show(startText(kernel.provider));
    await replayOn(kernel, names.map((name) => ({ name, plan })), {
      onEvent(name, event) {
        builders.get(name)?.add(event);
        // Of several replays the first is told; of the others there are figures in the end.
        if (live && name === title) {
          progress.clear();
          print(text.render(event));
        } else if (event.event === "kernel") progress.show(`replaying ${name} …`);
      },
      onStderr: stderrSink(),
    });
  }
  const reports = [...builders.values()].map(({ report }) => report);
  const [first = new ReportBuilder(subject).report] = reports;
  const whole = repeat === 1 ? first : { ...first, repeats: repeatsOf(reports) };
  const report = withExcerpts(whole);
  const isForOthers = output === "html" || output === "svg";
  const shown = isForOthers ? forOthers(report, paths) : report;
  print(showAs(output, "emulate", shown, style));
  if (live && plan) {
    print(text.verdict(report));
    print(repeatLines(report).map((line, i) => `${i === 0 ? "\n" : ""}${line}\n`).join(""));
  }
  // What is wrong with one replay is wrong.
  const statuses = reports.map(exitStatus);
  return ([2, 1, 3] as const).find((status) => statuses.includes(status)) ?? Status.ok;
}

async function emulateWithShell(
  title: string,
  { diagnostics, plan, complete }: Planned,
  { kernel: choice, kernelPath, output, pod: wanted }: Way & { pod?: string | undefined },
): Promise<number> {
  if (output !== "text") throw new UsageError(`--shell and --output ${output} exclude each other`);
  if (!Deno.stdin.isTerminal() || !Deno.stdout.isTerminal()) {
    throw new UsageError("--shell needs a terminal: stdin or stdout is none");
  }
  printDiagnostics(diagnostics);
  if (!plan) return Status.wrong;
  const pods = plan.chains.map(({ pod }) => `${pod.namespace}/${pod.name}`);
  const pod = wanted === undefined ? pods[0] : pods.find((name) => isCalled(name, wanted));
  if (pod === undefined) {
    throw new UsageError(`--pod: there is no pod ${wanted}; there is ${pods.join(", ")}`);
  }
  // Whoever sits at the shell is what happens to the pods.
  const { scenario: _, ...rest } = plan;
  const kernel = selectKernel(choice, (line) => printError(`${line}\n`), {
    kernelPath,
    firewall: masquerades(plan.chains),
  });
  using progress = new Progress();
  progress.show(startText(kernel.provider));
  const status = await replayWithShellOn(kernel, { name: title, plan: rest }, pod, (chunk) => {
    progress.clear();
    writeAll(Deno.stdout, chunk);
  });
  return complete ? status : Status.wrong;
}

function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  const style = styleOf(Deno.stderr);
  for (const diagnostic of diagnostics) {
    printError(diagnosticLines(diagnostic, style).map((line) => `${line}\n`).join(""));
  }
}
