/** Steps and expectations that speak of what the node and the pods have not. */

import { isCalled } from "../../input/names.ts";
import { nearName } from "../../input/words/mod.ts";
import { findingAt } from "../../input/finding.ts";
import type { Finding, NodeModel } from "../../input/model.ts";
import { bindAction, type ThingKind } from "../actions/mod.ts";
import { bindExpectations } from "../expectations/mod.ts";
import type { ScenarioManifest } from "./read.ts";

/**
 * Returns what is wrong with the names in the scenario's steps and expectations, where they stand.
 * `pods` are the full names of its pods. Links of pods are known only when the pods run.
 */
export function stepProblems(
  { scenario: { steps }, expect, source }: ScenarioManifest,
  node: NodeModel,
  pods: readonly string[],
): Finding<"scenario-step">[] {
  const things = thingsOf(node);
  const nobody = Object.keys(expect.pods).filter((name) =>
    !pods.some((full) => isCalled(full, name))
  );
  const unmet = nobody.map((name) =>
    findingAt(source.position(["expect", "pods", name]), absent("pod", name, pods))
  );
  return unmet.concat(steps.flatMap(({ action, expect = {} }, i) => {
    const step = bindAction(action);
    const at = (...path: string[]) => source.position(["steps", i, ...path]);
    const problems = step.names.flatMap(({ key, kind, name }) => {
      const known = things[kind];
      return known.includes(name) ? [] : [findingAt(at(step.name, key), absent(kind, name, known))];
    });
    const { pod } = step;
    if (pod !== undefined && !pods.some((full) => isCalled(full, pod))) {
      problems.push(findingAt(at(step.name, "pod"), absent("pod", pod, pods)));
    }
    if (pod === undefined && pods.length > 1 && step.isOfPod) {
      problems.push(findingAt(at(), {
        code: "scenario-step",
        message: "the step must say which pod it means",
        hint: `add pod: ${pods.join(" or pod: ")}`,
      }));
    }
    for (const { name, obstacle } of bindExpectations(expect)) {
      const found = obstacle(node);
      if (!found) continue;
      const finding = { code: "scenario-step", ...found } as const;
      problems.push(findingAt(at("expect", name), finding));
    }
    return problems;
  }));
}

function thingsOf(
  { physicalFunctions, nics, switches, hosts }: NodeModel,
): Readonly<Record<ThingKind, readonly string[]>> {
  const called = (things: readonly { name: string }[]) => things.map(({ name }) => name);
  return {
    "cable": called([...physicalFunctions, ...nics]),
    "physical function": called(physicalFunctions),
    "virtual function": called(physicalFunctions.flatMap((pf) => pf.virtualFunctions)),
    "NIC": called(nics),
    "switch": called(switches),
    "host": called(hosts),
  };
}

function absent(kind: string, name: string, known: readonly string[]) {
  const near = nearName(name, known);
  return {
    code: "scenario-step",
    message: `there is no ${kind} ${name}${near === undefined ? "" : `; did you mean ${near}?`}`,
    hint: known.length > 0 ? `there is ${known.join(", ")}` : "the scenario's node has none",
  } as const;
}
