/** From manifests to what a replay needs. */

import { isAtLeast, isCniVersion, isJsonObject } from "../../../cni/mod.ts";
import { pluginsOf } from "../../input/chain/mod.ts";
import { InputError } from "../../input/error.ts";
import { type FindingCode, judged, ruleOf } from "../../input/findings/mod.ts";
import { resolverOf } from "../../input/ipam/mod.ts";
import { type PluginFacts, versionOf } from "../../input/lint/mod.ts";
import { listed } from "../../input/words/mod.ts";
import {
  type ConfDir,
  loadConfDir,
  loadManifests,
  loadWorlds,
  type ManifestFile,
  type Manifests,
} from "../../input/manifests/mod.ts";
import type { Diagnostic, Finding, NodeModel, PodChain } from "../../input/model.ts";
import { fullName } from "../../input/names.ts";
import { didYouMean, reasonOf } from "../../input/words/mod.ts";
import {
  missingServers,
  outdatedPlugins,
  programFacts,
  selfCommand,
  usedTypes,
  usualCniPath,
} from "../../lab/programs/mod.ts";
import { EXAMPLE_SUBNET, SUBNET_FILE } from "../../lab/standin/mod.ts";
import type { CallerName, ReplayPlan, ReplaySubject } from "../replay/mod.ts";
import { joined, resolveScenario, type ScenarioManifest } from "../scenario/mod.ts";
import { attachedBySteps, type Scenario } from "../stage/mod.ts";
import { standaloneManifests } from "./single.ts";

/** What decides about a replay beside the manifests. */
export interface PlanOptions {
  /** Type → path of the program that serves it, before all others. */
  plugin?: Readonly<Record<string, string>>;
  /** Directories with stock plugins; the usual ones if absent. */
  cniPath?: readonly string[];
  /** The scenario's when absent, or else Multus alone. */
  runtime?: CallerName | undefined;
  /** Go on with the next pod when one fails. */
  keepGoing?: boolean | undefined;
  /** Folder with configurations for definitions that have none. */
  confDir?: string | undefined;
  /** Whether every plugin is to check its work while the pods run. */
  check?: boolean | undefined;
}

/** What manifests come to. */
export interface Planned {
  node: NodeModel;
  diagnostics: Diagnostic<FindingCode>[];
  /** The files that the manifests stand in. */
  files: readonly ManifestFile[];
  /** Whether all that the manifests ask for can be replayed. */
  complete: boolean;
  scenario?: ScenarioManifest;
  /** What can be replayed; absent when that is nothing. */
  plan?: ReplayPlan;
}

/** Returns what there is to know of a replay, called `title` where no scenario says how. */
export function subjectOf(
  title: string,
  { node, complete, diagnostics, scenario }: Planned,
): ReplaySubject {
  const { description = "" } = scenario ?? {};
  const name = scenario?.scenario.name || title;
  return { name, description, node, complete, diagnostics };
}

/** Returns what the manifests at `paths` come to. Throws InputError when a folder cannot be read. */
export function planFiles(paths: readonly string[], options: PlanOptions = {}): Planned {
  return planReplay(loadManifests(paths), options);
}

/**
 * Returns everything there is to say about the manifests at `paths` and in all folders below them, a
 * scenario's folder by itself. Throws InputError when a folder of configurations cannot be read.
 */
export function judgeFiles(
  paths: readonly string[],
  options: PlanOptions = {},
): Pick<Planned, "diagnostics" | "files"> {
  const worlds = loadWorlds(paths).map((manifests) => planReplay(manifests, options));
  const hasPods = worlds.some(({ complete, plan }) => complete || plan !== undefined);
  const diagnostics = worlds.flatMap((world) => world.diagnostics)
    // A world without pods is nothing to speak of where another has some.
    .filter(({ code }) => !hasPods || code !== "no-pods");
  return {
    // Worlds may have files in common; what is worse in one of them is that bad.
    diagnostics: [
      ...Map.groupBy(diagnostics, ({ code, path, message }) => `${code} ${path} ${message}`)
        .values(),
    ].flatMap((same) =>
      GRAVITY.flatMap((one) => same.find(({ severity }) => severity === one) ?? []).slice(0, 1)
    ),
    files: [
      ...new Map(worlds.flatMap(({ files }) => files).map((one) => [one.file, one])).values(),
    ],
  };
}

const GRAVITY = ["error", "warning", "info"] as const;

/**
 * Returns the replay of one CNI configuration for a pod without Multus, on a node that has what it
 * names. `subnetFile` is flannel's; where it is absent, one is made up. Throws InputError.
 */
export function planSingle(
  { conf, ifname, subnetFile }: { conf: string; ifname: string; subnetFile?: string | undefined },
  options: PlanOptions = {},
): Planned {
  const { plan, ...planned } = planReplay(standaloneManifests(conf, ifname), options);
  const text = subnetFile === undefined ? EXAMPLE_SUBNET : readText(subnetFile, "--subnet-file");
  return plan ? { ...planned, plan: { ...plan, files: { [SUBNET_FILE]: text } } } : planned;
}

/**
 * Throws InputError when a type of `plugins` is one that no chain uses: the program would never run.
 * Says nothing where not all chains are known.
 */
export function refuseUnusedPlugins(
  plugins: Readonly<Record<string, string>>,
  planned: readonly Planned[],
): void {
  if (planned.length === 0 || planned.some(({ plan }) => plan === undefined)) return;
  const used = new Set(
    planned.flatMap(({ plan }) => plan?.chains ?? [])
      .flatMap(({ delegates }) => delegates.flatMap(usedTypes)),
  );
  for (const type of Object.keys(plugins)) {
    if (used.has(type)) continue;
    const names = [...used];
    throw new InputError(
      `--plugin ${type}=…: no chain has a plugin of the type ${type}; there is ` +
        `${names.join(", ")}${didYouMean(type, names)}`,
    );
  }
}

/** Returns what `manifests` come to. Throws InputError when a file that the options name cannot be read. */
export function planReplay(manifests: Manifests, options: PlanOptions = {}): Planned {
  const programs = {
    plugins: options.plugin ?? {},
    cniPath: options.cniPath ?? usualCniPath(),
    self: selfCommand(),
  };
  const facts = programFacts(programs);
  const resolved = resolveScenario(manifests, confDirSetting(options.confDir), facts);
  const { node, scenario, settings } = resolved;
  const needed = scenario?.neededCni;
  const diagnostics = [
    ...resolved.diagnostics,
    ...judged(missingServers(node)),
    ...(options.check ? judged(unchecked(resolved.chains)) : []),
    ...(needed ? judged(outdatedPlugins(resolved.chains, needed, facts)) : []),
  ];
  const canRun = ({ delegates }: PodChain) =>
    delegates.flatMap(usedTypes).every((type) => facts.has(type));
  const chains = resolved.chains.filter(canRun);
  const refused = resolved.refused.filter(canRun);
  const replays = diagnostics.map(({ code }) => ruleOf(code)?.replay ?? "none");
  const complete = replays.every((replay) => replay === "all");
  const { files } = manifests;
  const planned = { node, diagnostics, files, complete, ...(scenario ? { scenario } : {}) };
  const { keepGoing = false } = options;
  const misread = manifests.scenarios.length > 0 && !scenario;
  const pods = chains.length + refused.length;
  if (pods === 0 || misread || replays.includes("none")) return planned;
  const plan: ReplayPlan = {
    node,
    chains,
    ...(refused.length > 0 ? { refused } : {}),
    programs,
    caller: options.runtime ?? scenario?.settings.runtime ?? "multus",
    keepGoing,
    retryDeleteOnError: settings.retryDeleteOnError,
    cniVersion: settings.cniVersion,
    ...(settings.readinessIndicatorFile && !settings.defaultNetworkReady
      ? { awaitedFile: settings.readinessIndicatorFile }
      : {}),
    files: { ...resolverFiles(chains, facts), ...subnetFile(scenario) },
    ...scenarioFor(chains, scenario, options),
  };
  return { ...planned, plan };
}

/** What happens to the pods of `chains`; without any of them nothing does. */
function scenarioFor(
  chains: readonly PodChain[],
  manifest: ScenarioManifest | undefined,
  { check = false }: PlanOptions,
): Pick<ReplayPlan, "scenario"> {
  if (chains.length === 0) return {};
  if (check) return { scenario: withChecks(manifest?.scenario, chains) };
  return manifest ? { scenario: manifest.scenario } : {};
}

/** Returns a finding about the networks whose version has no CHECK; none where all have it. */
function unchecked(chains: readonly PodChain[]): Finding<"check-impossible">[] {
  const old = chains.flatMap(({ delegates }) => delegates)
    .filter((delegate) => !delegate.master && isBeforeCheck(versionOf(delegate)));
  const [first] = old;
  if (!first) return [];
  const networks = listed([...new Set(old.map(({ network }) => network))]);
  return [{
    code: "check-impossible",
    message: `${networks} ${
      networks === first.network ? "is" : "are"
    } not checked: CHECK came with CNI 0.4.0`,
    hint: 'write "cniVersion": "0.4.0" or newer',
    path: first.network,
    ...(first.position ? { position: first.position } : {}),
  }];
}

function isBeforeCheck(version: string): boolean {
  return isCniVersion(version) && !isAtLeast(version, "0.4.0");
}

/** The scenario with a CHECK of each pod that runs before it, ahead of everything else. */
function withChecks(scenario: Scenario | undefined, chains: readonly PodChain[]): Scenario {
  const steps = scenario?.steps ?? [];
  const pods = chains.map(({ pod }) => ({ name: fullName(pod) }));
  const later = attachedBySteps({ name: "", steps }, pods);
  const checks = pods.filter(({ name }) => !later.has(name))
    .map(({ name }) => ({ action: { check: { pod: name } } }));
  return { name: "", ...scenario, steps: [...checks, ...steps] };
}

function confDirSetting(directory: string | undefined): Partial<ConfDir> {
  if (directory === undefined) return {};
  const { findings: [problem], ...found } = loadConfDir(directory);
  if (problem) throw new InputError(`--conf-dir: ${problem.message}`);
  return found;
}

/** The files of name servers that networks name and that this machine, unlike their nodes, has not. */
function resolverFiles(
  chains: readonly PodChain[],
  { entryAt }: PluginFacts,
): Record<string, string> {
  const plugins = chains.flatMap(({ delegates }) => delegates.flatMap(pluginsOf));
  const paths = plugins.flatMap(({ ipam }) =>
    isJsonObject(ipam) ? resolverOf(ipam, entryAt) ?? [] : []
  );
  const missing = paths.filter((path) => entryAt(path) === "nothing");
  return Object.fromEntries(missing.map((path) => [path, "nameserver 10.96.0.10\n"]));
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
    throw new InputError(`${what}: ${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
}
