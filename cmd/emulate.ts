/** `bond emulate`: replays what Multus would do with the pods of a set of manifests. */

import {
  Command,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from "@commander-js/extra-typings";
import { InputError } from "../emulator/input/error.ts";
import { planFiles, planSingle, refuseUnusedPlugins } from "../emulator/play/plan/mod.ts";
import { linkName } from "../emulator/play/scenario/mod.ts";
import { showReplay, showReplayWithShell } from "../emulator/report/mod.ts";
import * as common from "./options.ts";
import type { Done } from "./program.ts";

/** `bond emulate PATH…`. */
export function emulateCommand(done: Done): CommandUnknownOpts {
  return describedCommand().action(async (paths, options, command) => {
    refuse(paths, options, (name) => command.getOptionValueSource(name) === "cli");
    const { net, ifname, subnetFile, shell } = options;
    const planned = net === undefined
      ? planFiles(paths, options)
      : planSingle({ conf: net, ifname, subnetFile }, options);
    refuseUnusedPlugins(options.plugin, [planned]);
    const inputs = net === undefined ? paths : [net];
    done(await (shell ? showReplayWithShell : showReplay)(inputs, planned, options));
  });
}

function describedCommand() {
  return new Command("emulate")
    .description("replay what Multus would do with the pods of these manifests")
    .argument("[path...]", "YAML files with manifests, or folders of them")
    .addOption(common.kernel)
    .addOption(common.kernelPath)
    .addOption(common.output("emulate"))
    .addOption(common.plugin)
    .addOption(common.cniPath)
    .addOption(common.confDir)
    .addOption(common.runtime)
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
    .addOption(common.repeat)
    .option(
      "--serve",
      "show the report in a browser of this machine while it grows, until Ctrl-C",
      false,
    )
    .addOption(
      new Option(
        "--port <port>",
        "with --serve: the port of 127.0.0.1 (default: one that is free)",
      ).argParser(
        common.numberIn(0, 65535, "the number of a port is due, from 1 to 65535"),
      ),
    )
    .option("--events", "tell what is seen in a step as it happens, as on a terminal")
    .option("--keep-going", "go on with the next pod when one fails", false);
}

type Options = ReturnType<ReturnType<typeof describedCommand>["opts"]>;

/** Options that say more of --net, by the names that commander has for them. */
const WITH_NET = { netns: "--netns", ifname: "--ifname", subnetFile: "--subnet-file" };

/** Throws InputError where options do not go together. */
function refuse(
  paths: readonly string[],
  { net, pod, shell, output, repeat = 1, serve, port }: Options,
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
  if (fault) throw new InputError(fault[1]);
}

function interfaceName(text: string): string {
  const { error } = linkName.safeParse(text);
  if (error) throw new InvalidArgumentError(error.issues.map(({ message }) => message).join(", "));
  return text;
}
