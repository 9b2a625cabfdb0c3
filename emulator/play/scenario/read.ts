/** Scenarios among the manifests: checked, and ready to be played. */

import type { CniVersion } from "../../../cni/mod.ts";
import { findingAt } from "../../input/finding.ts";
import {
  checkSource,
  type ManifestObject,
  type Manifests,
  type Source,
} from "../../input/manifests/mod.ts";
import type { Finding } from "../../input/model.ts";
import type { FindingCode } from "../../input/findings/mod.ts";
import type { ScenarioExpectation } from "./expect_schema.ts";
import { nodeProblems } from "./node_problems.ts";
import type { NodeDescription } from "./node_schema.ts";
import {
  type ScenarioDocument,
  type ScenarioPod,
  scenarioSchema,
  type ScenarioSettings,
} from "./schema.ts";
import { type Action, ACTION_NAMES } from "../actions/mod.ts";
import type { Scenario, ScenarioStep } from "../stage/mod.ts";

/** A scenario as its document says it. */
export interface ScenarioManifest {
  scenario: Scenario;
  /** What it shows; "" where the document does not say. */
  description: string;
  /** How often it is replayed where nobody says else. */
  repeat: number;
  /** The version of CNI that stock plugins must speak; undefined where any will do. */
  neededCni: CniVersion | undefined;
  node: NodeDescription;
  settings: ScenarioSettings;
  /** The pods of it; those of the manifests where it lists none. */
  pods: ScenarioPod[] | undefined;
  expect: ScenarioExpectation;
  /** The folder that paths in it start from. */
  folder: string;
  source: Source;
}

/** Returns the scenario among the manifests, if there is one, and what is wrong with it. */
export function readScenario(
  { scenarios }: Pick<Manifests, "scenarios">,
): { scenario?: ScenarioManifest; findings: Finding<FindingCode>[] } {
  const [first, ...others] = scenarios;
  const findings = others.map(({ source }): Finding<FindingCode> =>
    findingAt(source.position(["kind"]), {
      code: "scenario-second",
      message: `there is a scenario already: ${first?.name} in ${first?.source.file}`,
      hint: "replay them one at a time: name the files, or put each into a folder of its own",
    })
  );
  const scenario = first && readDocument(first, findings);
  return { ...(scenario ? { scenario } : {}), findings };
}

function readDocument(
  { source }: ManifestObject,
  findings: Finding<FindingCode>[],
): ScenarioManifest | undefined {
  const document = checkSource(
    source,
    scenarioSchema,
    findings,
    "`bond schema scenario` says what can stand here",
  );
  if (!document) return undefined;
  const problems = nodeProblems(document.node);
  for (const { path, message, hint } of problems) {
    const position = source.position(["node", ...path]);
    findings.push(
      findingAt(position, { code: "scenario-node", message, hint }),
    );
  }
  if (problems.length > 0) return undefined;
  const { metadata, description = "", needs, node, settings, pods, repeat = 1, expect } = document;
  const steps = (document.steps ?? []).map((step, i) => ({
    ...toStep(step),
    position: source.position(["steps", i, ...(step.expect ? ["expect"] : [])]),
  }));
  return {
    scenario: { name: metadata.name, steps },
    description,
    repeat,
    neededCni: needs?.cni,
    node,
    settings,
    pods,
    expect,
    folder: folderOf(source.file),
    source,
  };
}

function toStep(
  { name: _, expect, ...actions }: NonNullable<ScenarioDocument["steps"]>[number],
): ScenarioStep {
  const name = ACTION_NAMES.find((name) => actions[name] !== undefined) ?? "wait";
  // The schema has seen to it that there is exactly one.
  const action = { [name]: actions[name] } as Action;
  return { action, ...(expect ? { expect } : {}) };
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf("/");
  return slash < 0 ? "." : file.slice(0, slash) || "/";
}

/** Returns `path` as seen from `folder`. */
export function joined(folder: string, path: string): string {
  return path.startsWith("/") ? path : `${folder}/${path}`;
}
