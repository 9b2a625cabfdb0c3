/** From the command line to what a replay needs. */

import { loadConfDir, loadManifests, type Manifests } from "../emulator/manifests/mod.ts";
import type { Diagnostic, NodeModel } from "../emulator/mod.ts";
import {
  type CallerName,
  missingPrograms,
  type ReplayPlan,
  selfCommand,
} from "../emulator/replay/mod.ts";
import { resolveScenario, type ScenarioManifest } from "../emulator/scenario/mod.ts";
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
  return toInput(loadManifests(paths), options);
}

/** Returns what `manifests` come to. */
export function toInput(manifests: Manifests, options: InputOptions): Input {
  const resolved = resolveScenario(manifests, confDirSetting(options.confDir));
  const { node, chains, scenario, settings } = resolved;
  const programs = {
    plugins: options.plugin,
    cniPath: options.cniPath,
    self: selfCommand(),
  };
  const diagnostics = [...resolved.diagnostics, ...missingPrograms(chains, programs)];
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
    files: subnetFile(scenario),
    ...(scenario ? { scenario: scenario.scenario } : {}),
  };
  return { ...input, plan };
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
  const path = name.startsWith("/") ? name : `${scenario.folder}/${name}`;
  try {
    return { "/run/flannel/subnet.env": Deno.readTextFileSync(path) };
  } catch (cause) {
    throw new UsageError(`the scenario's subnetFile ${path} cannot be read`, { cause });
  }
}
