/** From the command line to what a replay needs. */

import { missingPrograms, missingServers, selfCommand } from "../emulator/lab/programs/mod.ts";
import { loadConfDir, loadManifests, type Manifests } from "../emulator/input/manifests/mod.ts";
import type { Diagnostic, NodeModel, PodChain } from "../emulator/input/model.ts";
import { reasonOf } from "../emulator/input/words/mod.ts";
import { type CallerName, type ReplayPlan } from "../emulator/play/replay/mod.ts";
import {
  joined,
  resolveScenario,
  type ScenarioManifest,
  standaloneManifests,
} from "../emulator/play/scenario/mod.ts";
import { EXAMPLE_SUBNET, SUBNET_FILE } from "../emulator/lab/standin/mod.ts";
import { attachedBySteps, type Scenario } from "../emulator/play/stage/mod.ts";
import { UsageError } from "./status.ts";

/** What the command line says beside the manifests. */
export interface InputOptions {
  plugin: Record<string, string>;
  cniPath: string[];
  /** The scenario's when absent, or else Multus alone. */
  runtime?: CallerName | undefined;
  keepGoing?: boolean | undefined;
  /** Folder with configurations for definitions that have none. */
  confDir?: string | undefined;
  /** Whether every plugin is to check its work while the pods run. */
  check?: boolean | undefined;
}

/** What manifests come to. */
export interface Input {
  node: NodeModel;
  diagnostics: Diagnostic[];
  scenario?: ScenarioManifest;
  /** What to replay; absent when an error keeps it from being replayed. */
  plan?: ReplayPlan;
}

/** Reads the manifests at `paths`. Throws UsageError when a folder cannot be read. */
export function readInput(paths: readonly string[], options: InputOptions): Input {
  if (paths.length === 0) {
    throw new UsageError("name files or folders with manifests, or use --net");
  }
  return toInput(loadManifests(paths), options);
}

/** Reads one CNI configuration for a pod without Multus, on a node that has what it names. */
export function readNetInput(
  paths: readonly string[],
  { conf, ifname, subnetFile }: { conf: string; ifname: string; subnetFile?: string | undefined },
  options: InputOptions,
): Input {
  if (paths.length > 0) {
    throw new UsageError(
      "--net goes without manifests; a scenario can have both: pods: [{name, net}]",
    );
  }
  const input = toInput(netManifests(conf, ifname), options);
  const text = subnetFile === undefined ? EXAMPLE_SUBNET : readText(subnetFile, "--subnet-file");
  return input.plan ? { ...input, plan: { ...input.plan, files: { [SUBNET_FILE]: text } } } : input;
}

function netManifests(conf: string, ifname: string): Manifests {
  try {
    return standaloneManifests(conf, ifname);
  } catch (cause) {
    const problem = reasonOf(cause).replaceAll(/\s+/g, " ");
    throw new UsageError(`--net: ${conf} is no CNI configuration: ${problem}`, { cause });
  }
}

/** Returns what `manifests` come to. */
function toInput(manifests: Manifests, options: InputOptions): Input {
  const resolved = resolveScenario(manifests, confDirSetting(options.confDir));
  const { node, chains, scenario, settings } = resolved;
  const programs = {
    plugins: options.plugin,
    cniPath: options.cniPath,
    self: selfCommand(),
  };
  const diagnostics = [
    ...resolved.diagnostics,
    ...missingPrograms(chains, programs),
    ...missingServers(node),
  ];
  const wrong = diagnostics.some(({ severity }) => severity === "error");
  const input = { node, diagnostics, ...(scenario ? { scenario } : {}) };
  const { keepGoing = false } = options;
  if (chains.length === 0 || (wrong && !keepGoing)) return input;
  const plan: ReplayPlan = {
    node,
    chains,
    programs,
    caller: options.runtime ?? scenario?.settings.runtime ?? "multus",
    keepGoing,
    retryDeleteOnError: settings.retryDeleteOnError,
    ...(settings.cniVersion ? { cniVersion: settings.cniVersion } : {}),
    files: subnetFile(scenario),
    ...(options.check
      ? { scenario: withChecks(scenario?.scenario, chains) }
      : scenario
      ? { scenario: scenario.scenario }
      : {}),
  };
  return { ...input, plan };
}

/** The scenario with a CHECK of each pod that runs before it, ahead of everything else. */
function withChecks(scenario: Scenario | undefined, chains: readonly PodChain[]): Scenario {
  const steps = scenario?.steps ?? [];
  const pods = chains.map(({ pod }) => ({ name: `${pod.namespace}/${pod.name}` }));
  const later = attachedBySteps({ name: "", steps }, pods);
  const checks = pods.filter(({ name }) => !later.has(name))
    .map(({ name }) => ({ action: { check: { pod: name } } }));
  return { name: "", ...scenario, steps: [...checks, ...steps] };
}

function confDirSetting(confDir: string | undefined): { confDir?: Map<string, string> } {
  if (confDir === undefined) return {};
  const { files, diagnostics } = loadConfDir(confDir);
  const [problem] = diagnostics;
  if (problem) throw new UsageError(`--conf-dir: ${problem.message}`);
  return { confDir: new Map(files.map(({ file, text }) => [file, text])) };
}

/** What flannel's daemon would have written on the node. */
function subnetFile(scenario: ScenarioManifest | undefined): Record<string, string> {
  const name = scenario?.settings.subnetFile;
  if (!scenario || name === undefined) return {};
  const path = joined(scenario.folder, name);
  return { [SUBNET_FILE]: readText(path, "the scenario's subnetFile") };
}

function readText(path: string, what: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (cause) {
    throw new UsageError(`${what}: ${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}
