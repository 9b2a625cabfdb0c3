/** From the command line to what a replay needs. */

import { loadManifests } from "../emulator/manifests/mod.ts";
import type { Diagnostic, NodeModel } from "../emulator/model.ts";
import {
  type CallerName,
  missingPrograms,
  type ReplayPlan,
  selfCommand,
} from "../emulator/replay/mod.ts";
import { resolveScenario, type ScenarioManifest } from "../emulator/scenario/mod.ts";

/** What the command line says beside the manifests. */
export interface InputOptions {
  plugin: Record<string, string>;
  cniPath: string[];
  runtime: CallerName;
  keepGoing: boolean;
}

/** What manifests come to. */
export interface Input {
  node: NodeModel;
  diagnostics: Diagnostic[];
  scenario?: ScenarioManifest;
  /** What to replay; absent when an error keeps it from being replayed. */
  plan?: ReplayPlan;
}

/** Reads the manifests at `paths`. */
export function readInput(paths: readonly string[], options: InputOptions): Input {
  const resolved = resolveScenario(loadManifests(paths));
  const { node, chains, scenario } = resolved;
  const { plugin: plugins, cniPath, runtime: caller, keepGoing } = options;
  const programs = { plugins, cniPath, self: selfCommand() };
  const diagnostics = [...resolved.diagnostics, ...missingPrograms(chains, programs)];
  const wrong = diagnostics.some(({ severity }) => severity === "error");
  const input = { node, diagnostics, ...(scenario ? { scenario } : {}) };
  if (chains.length === 0 || (wrong && !keepGoing)) return input;
  return { ...input, plan: { node, chains, programs, caller, keepGoing } };
}
