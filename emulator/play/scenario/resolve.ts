/** From everything that was read to what can be played: node, chains and steps. */

import {
  type ChainSettings,
  nearName,
  nodeLinksOf,
  resolveChains,
  type ResolvedChains,
} from "../../input/chain/mod.ts";
import { withNics } from "../../input/devices/mod.ts";
import { diagnosticAt } from "../../input/diagnostic.ts";
import { lint } from "../../input/lint/mod.ts";
import { loadConfDir, type Manifests, type PodManifest } from "../../input/manifests/mod.ts";
import type { Diagnostic } from "../../input/model.ts";
import { describedNode } from "./node.ts";
import { isCalled, joined, readScenario, type ScenarioManifest } from "./read.ts";
import { standaloneChain } from "./standalone.ts";
import { stepProblems } from "./step_problems.ts";

/** Chains, and the scenario that they are part of, if there is one. */
export interface ResolvedScenario extends ResolvedChains {
  scenario?: ScenarioManifest;
}

/**
 * Returns the chains of the manifests as their scenario wants them, with everything there is to say,
 * likely mistakes included. What is `given` goes before the scenario's settings. Reads the files that
 * the scenario names; does not throw.
 */
export function resolveScenario(
  manifests: Manifests,
  given: Partial<ChainSettings> = {},
): ResolvedScenario {
  const { scenario, diagnostics } = readScenario(manifests);
  if (!scenario) {
    const resolved = resolveChains(manifests, given);
    const findings = [...resolved.diagnostics, ...diagnostics, ...lint(manifests, resolved)];
    return { ...resolved, diagnostics: findings };
  }
  const settings = { ...settingsOf(scenario, diagnostics), ...given };
  const chosen = { ...manifests, pods: podsOf(scenario, manifests, diagnostics) };
  const resolved = resolveOnNode(chosen, scenario, settings);
  const standalone = (scenario.pods ?? []).flatMap((pod) => {
    const chain = pod.net === undefined
      ? undefined
      : standaloneChain(pod, scenario, settings, diagnostics);
    return chain ? [chain] : [];
  });
  const chains = inOrder([...resolved.chains, ...standalone], scenario);
  const node = settings.node || scenario.node.nics
    ? resolved.node
    : withNics(resolved.node, nodeLinksOf(chains));
  const all = { ...resolved, chains, node };
  const said = resolved.diagnostics.filter(({ code }) =>
    code !== "no-pods" ||
    (manifests.pods.length === 0 && !scenario.pods?.some(({ net }) => net !== undefined))
  );
  return {
    ...all,
    scenario,
    diagnostics: [
      ...said,
      ...diagnostics,
      ...stepProblems(scenario, node, podNames(scenario, chosen.pods)),
      ...lint(manifests, all),
    ],
  };
}

/** The pods of the scenario, also those that cannot be attached. */
function podNames({ pods = [] }: ScenarioManifest, manifests: readonly PodManifest[]): string[] {
  const standalone = pods.filter(({ net }) => net !== undefined)
    .map(({ name }) => qualified(name));
  return [...manifests.map(fullName), ...standalone];
}

function qualified(name: string): string {
  return name.includes("/") ? name : `default/${name}`;
}

function resolveOnNode(
  manifests: Manifests,
  { node }: ScenarioManifest,
  settings: Partial<ChainSettings>,
): ResolvedChains {
  if (settings.node) return resolveChains(manifests, settings);
  const derived = resolveChains(manifests, settings).node;
  return resolveChains(manifests, { ...settings, node: describedNode(node, derived) });
}

function settingsOf(
  { settings, folder, source }: ScenarioManifest,
  diagnostics: Diagnostic[],
): Partial<ChainSettings> {
  const { runtime: _, subnetFile, confDir, ...chain } = settings;
  if (subnetFile !== undefined && !isReadable(joined(folder, subnetFile))) {
    diagnostics.push(diagnosticAt(source.position(["settings", "subnetFile"]), {
      code: "file-unreadable",
      severity: "error",
      message: `${joined(folder, subnetFile)} cannot be read`,
      hint: "name a file, from the scenario's own folder",
    }));
  }
  if (confDir === undefined) return chain;
  const read = loadConfDir(joined(folder, confDir));
  const position = source.position(["settings", "confDir"]);
  diagnostics.push(
    ...read.diagnostics.map((found) => diagnosticAt(position, { ...found, severity: "error" })),
  );
  return { ...chain, confDir: new Map(read.files.map(({ file, text }) => [file, text])) };
}

function isReadable(path: string): boolean {
  try {
    Deno.readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The pods of the manifests that the scenario is about, in its order. */
function podsOf(
  { pods, source }: ScenarioManifest,
  manifests: Manifests,
  diagnostics: Diagnostic[],
): PodManifest[] {
  if (!pods) return manifests.pods;
  const names = manifests.pods.map(fullName);
  return pods.flatMap(({ name, net }, i) => {
    if (pods.slice(0, i).some((other) => isCalled(qualified(other.name), qualified(name)))) {
      diagnostics.push(diagnosticAt(source.position(["pods", i, "name"]), {
        code: "scenario-pod",
        severity: "error",
        message: `${name} is there twice`,
        hint: "name each pod once; steps can attach it again",
      }));
      return [];
    }
    if (net !== undefined) return [];
    const pod = manifests.pods.find((pod) => isCalled(fullName(pod), name));
    if (pod) return [pod];
    const near = nearName(name, [...names, ...manifests.pods.map((pod) => pod.name)]);
    diagnostics.push(diagnosticAt(source.position(["pods", i, "name"]), {
      code: "scenario-pod",
      severity: "error",
      message: `there is no pod ${name}${near === undefined ? "" : `; did you mean ${near}?`}`,
      hint: `the manifests have ${names.join(", ") || "none"}`,
    }));
    return [];
  });
}

function inOrder(chains: ResolvedChains["chains"], { pods }: ScenarioManifest) {
  if (!pods) return chains;
  const place = ({ pod }: ResolvedChains["chains"][number]) =>
    pods.findIndex(({ name }) => isCalled(fullName(pod), name));
  return chains.toSorted((one, other) => place(one) - place(other));
}

function fullName({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}
