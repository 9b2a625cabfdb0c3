/** Steps and expectations that speak of what the node and the pods have not. */

import { isCalled } from "../../input/names.ts";
import { nearName } from "../../input/words/mod.ts";
import { diagnosticAt } from "../../input/diagnostic.ts";
import type { Diagnostic, NodeModel } from "../../input/model.ts";
import type { Action } from "../stage/mod.ts";
import type { ScenarioManifest } from "./read.ts";

/** The kinds of things that steps name, and the names that there are. */
type Names = Readonly<Record<string, readonly string[]>>;

/**
 * Returns what is wrong with the names in the scenario's steps and expectations, where they stand.
 * `pods` are the full names of its pods. Links of pods are known only when the pods run.
 */
export function stepProblems(
  { scenario: { steps }, expect, source }: ScenarioManifest,
  node: NodeModel,
  pods: readonly string[],
): Diagnostic[] {
  const names = namesOf(node);
  const nobody = Object.keys(expect.pods).filter((name) =>
    !pods.some((full) => isCalled(full, name))
  );
  const unmet = nobody.map((name) =>
    diagnosticAt(source.position(["expect", "pods", name]), absent("pod", name, pods))
  );
  return unmet.concat(steps.flatMap(({ action, expect }, i) => {
    const [key = "", detail] = Object.entries(action)[0] ?? [];
    const at = (field: string) => source.position(["steps", i, key, field]);
    const unknown = namedThings(action).flatMap(([field, kind, name]) => {
      const known = names[kind] ?? [];
      return known.includes(name) ? [] : [diagnosticAt(at(field), absent(kind, name, known))];
    });
    const pod = (detail as { pod?: string } | undefined)?.pod;
    if (pod !== undefined && !pods.some((full) => isCalled(full, pod))) {
      unknown.push(diagnosticAt(at("pod"), absent("pod", pod, pods)));
    }
    if (pod === undefined && pods.length > 1 && needsPod(action, key)) {
      unknown.push(diagnosticAt(source.position(["steps", i]), {
        code: "scenario-step",
        severity: "error",
        message: "the step must say which pod it means",
        hint: `add pod: ${pods.join(" or pod: ")}`,
      }));
    }
    if (expect?.announces && node.hosts.length === 0) {
      unknown.push(diagnosticAt(source.position(["steps", i, "expect", "announces"]), {
        code: "scenario-step",
        severity: "error",
        message: "nobody on the fabric hears what is announced: the node has no hosts",
        hint: "add one: node: {hosts: [{name: server, addresses: [10.0.0.1/24]}]}",
      }));
    }
    return unknown;
  }));
}

/** Steps that are always about one pod. */
const NEEDS_POD: readonly string[] = [
  "add",
  "del",
  "check",
  "traffic",
  "remove",
  "removeNamespace",
  "loseCache",
];

function needsPod(action: Action, key: string): boolean {
  const target = "down" in action ? action.down : "up" in action ? action.up : {};
  return NEEDS_POD.includes(key) || "link" in target;
}

function namesOf({ physicalFunctions, nics, switches, hosts }: NodeModel): Names {
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

/** The field, the kind and the name of each thing that the action names, but for pods and their links. */
function namedThings(action: Action): [field: string, kind: string, name: string][] {
  if ("impair" in action) return [["cable", "cable", action.impair.cable]];
  if ("traffic" in action) return [["host", "host", action.traffic.host]];
  const target = "down" in action ? action.down : "up" in action ? action.up : undefined;
  if (!target || "link" in target) return [];
  const [field = "", name = ""] = Object.entries(target)[0] ?? [];
  return [[field, TARGETS[field] ?? field, name]];
}

const TARGETS: Readonly<Record<string, string>> = {
  physicalFunction: "physical function",
  virtualFunction: "virtual function",
  nic: "NIC",
};

function absent(kind: string, name: string, known: readonly string[]) {
  const near = nearName(name, known);
  return {
    code: "scenario-step",
    severity: "error",
    message: `there is no ${kind} ${name}${near === undefined ? "" : `; did you mean ${near}?`}`,
    hint: known.length > 0 ? `there is ${known.join(", ")}` : "the scenario's node has none",
  } as const;
}
