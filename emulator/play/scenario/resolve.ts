/** From everything that was read to what can be played: node, chains and steps. */

import { isJsonObject, type JsonObject } from "../../../cni/mod.ts";
import type { ChainSettings, StandalonePod } from "../../input/chain/mod.ts";
import { findingAt } from "../../input/finding.ts";
import { loadConfDir, type Manifests, type PodManifest } from "../../input/manifests/mod.ts";
import type { Finding } from "../../input/model.ts";
import { fullName, isCalled, parseName } from "../../input/names.ts";
import { prepare, type Prepared } from "../../input/prepare.ts";
import { type FindingCode, judged } from "../../input/findings/mod.ts";
import type { PluginFacts } from "../../input/lint/mod.ts";
import { programFacts } from "../../lab/programs/mod.ts";
import { nearName } from "../../input/words/mod.ts";
import { describedNode } from "./node.ts";
import { joined, readScenario, type ScenarioManifest } from "./read.ts";
import type { ScenarioPod } from "./schema.ts";
import { stepProblems } from "./step_problems.ts";

/** Chains, and the scenario that they are part of, if there is one. */
interface ResolvedScenario extends Prepared {
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
  facts: PluginFacts = programFacts(),
): ResolvedScenario {
  const { scenario, findings } = readScenario(manifests);
  if (!scenario) {
    const prepared = prepare(manifests, { settings: given, facts });
    return { ...prepared, diagnostics: [...prepared.diagnostics, ...judged(findings)] };
  }
  const settings = settingsOf(scenario, findings);
  const pods = podsOf(scenario, manifests, findings);
  const prepared = prepare(manifests, {
    settings: { ...settings, ...given },
    pods,
    describeNode: (derived) => describedNode(scenario.node, derived),
    facts,
  });
  return {
    ...prepared,
    scenario,
    diagnostics: [
      ...prepared.diagnostics,
      ...judged([
        ...findings,
        ...stepProblems(scenario, prepared.node, podNames(scenario, pods)),
      ]),
    ],
  };
}

/** The pods of the scenario, also those that cannot be attached. */
function podNames(
  { pods = [] }: ScenarioManifest,
  found: readonly { namespace: string; name: string }[],
): string[] {
  const standalone = pods.filter(({ net }) => net !== undefined).map(({ name }) => parseName(name));
  return [...new Set([...found, ...standalone].map(fullName))];
}

function settingsOf(
  { settings, folder, source }: ScenarioManifest,
  findings: Finding<FindingCode>[],
): Partial<ChainSettings> {
  const { runtime: _, subnetFile, confDir, ...chain } = settings;
  if (subnetFile !== undefined && !isReadable(joined(folder, subnetFile))) {
    findings.push(findingAt(source.position(["settings", "subnetFile"]), {
      code: "file-unreadable",
      message: `${joined(folder, subnetFile)} cannot be read`,
      hint: "name a file, from the scenario's own folder",
    }));
  }
  if (confDir === undefined) return chain;
  const { findings: problems, ...found } = loadConfDir(joined(folder, confDir));
  const position = source.position(["settings", "confDir"]);
  findings.push(...problems.map((problem) => findingAt(position, problem)));
  return { ...chain, ...found };
}

function isReadable(path: string): boolean {
  try {
    Deno.readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The pods that the scenario is about, in its order. */
function podsOf(
  scenario: ScenarioManifest,
  manifests: Manifests,
  findings: Finding<FindingCode>[],
): (PodManifest | StandalonePod)[] {
  const { pods, source } = scenario;
  if (!pods) return manifests.pods;
  const names = manifests.pods.map(fullName);
  return pods.flatMap((wanted, i): (PodManifest | StandalonePod)[] => {
    const { name, net } = wanted;
    const full = fullName(parseName(name));
    const refuse = (message: string, hint: string) => {
      const position = source.position(["pods", i, "name"]);
      const finding = { code: "scenario-pod", message, hint } as const;
      findings.push(findingAt(position, finding));
      return [];
    };
    if (pods.slice(0, i).some((other) => isCalled(full, other.name))) {
      return refuse(`${name} is there twice`, "name each pod once; steps can attach it again");
    }
    if (net !== undefined) {
      const pod = standalonePod(wanted, scenario, findings);
      return pod ? [pod] : [];
    }
    const pod = manifests.pods.find((pod) => isCalled(fullName(pod), name));
    if (pod) return [pod];
    const near = nearName(name, [...names, ...manifests.pods.map((pod) => pod.name)]);
    return refuse(
      `there is no pod ${name}${near === undefined ? "" : `; did you mean ${near}?`}`,
      `the manifests have ${names.join(", ") || "none"}`,
    );
  });
}

/** Returns the pod with the configuration that the scenario names, undefined where it cannot be read. */
function standalonePod(
  { name, net = "", interface: ifname }: ScenarioPod,
  { folder, source, pods = [] }: ScenarioManifest,
  findings: Finding<FindingCode>[],
): StandalonePod | undefined {
  const path = joined(folder, net);
  try {
    return { ...parseName(name), config: readJson(path), ifname, source };
  } catch (error) {
    const place = pods.findIndex((pod) => pod.name === name);
    findings.push(findingAt(source.position(["pods", place, "net"]), {
      code: "scenario-net",
      message: `${path} cannot be read: ${(error as Error).message}`,
      hint: "name a CNI configuration, .conf or .conflist, from the scenario's own folder",
    }));
    return undefined;
  }
}

function readJson(path: string): JsonObject {
  const json: unknown = JSON.parse(Deno.readTextFileSync(path));
  if (!isJsonObject(json)) throw new TypeError("it is no JSON object");
  return json;
}
