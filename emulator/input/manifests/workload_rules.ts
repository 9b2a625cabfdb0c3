/** What the API server refuses of Kubernetes' own workloads beyond the types of fields. */

import { isJsonObject, type JsonObject } from "../../../cni/mod.ts";
import { findingAt } from "../finding.ts";
import type { Finding } from "../model.ts";
import type { Path } from "./path.ts";
import type { Source } from "./source.ts";
import type { ManifestCode } from "./types.ts";

/** Kinds of apps/v1: each finds its pods by their labels. */
const BY_LABELS: readonly string[] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];

/** What an object's pods may do when they end, by its kind. */
const RESTARTS: Readonly<Record<string, readonly string[]>> = {
  Job: ["Never", "OnFailure"],
  CronJob: ["Never", "OnFailure"],
  Deployment: ["Always"],
  StatefulSet: ["Always"],
  DaemonSet: ["Always"],
  ReplicaSet: ["Always"],
};

/** Returns what is to be said of the workload that `source` is. What is part of a patch says too little for that. */
export function workloadFaults(source: Source): Finding<ManifestCode>[] {
  const { kind, apiVersion, metadata, spec } = membersOf(source.value);
  if (typeof kind !== "string" || typeof apiVersion !== "string") return [];
  const isOwn = kind === "Pod" || Object.hasOwn(RESTARTS, kind);
  if (!isOwn || !/^(v1|apps\/v1|batch\/v1)$/.test(apiVersion)) return [];
  const name = nameFault(source, membersOf(metadata)["name"], kind);
  const base = kind === "CronJob" ? ["jobTemplate", "spec"] : [];
  const inner = base.reduce((members, key) => membersOf(members[key]), membersOf(spec));
  const path = ["spec", ...base];
  const selector = BY_LABELS.includes(kind) ? selectorFault(source, inner, path) : undefined;
  const restart = kind === "Pod" ? undefined : restartFault(source, inner, path, kind);
  return [name, selector, restart].filter((fault) => fault !== undefined);
}

function membersOf(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/** RFC 1123, as the API server reads it: labels of lower-case letters, digits and inner hyphens, and dots between. */
const NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_NAME = 253;

function nameFault(
  source: Source,
  name: unknown,
  kind: string,
): Finding<ManifestCode> | undefined {
  if (typeof name !== "string" || /[<>{}$]/.test(name)) return undefined;
  if (NAME.test(name) && name.length <= LONGEST_NAME) return undefined;
  return findingAt(source.position(["metadata", "name"]), {
    code: "field-invalid",
    message: `metadata.name: ${JSON.stringify(name)} is no name that a ${kind} can have`,
    hint: "use lower-case letters, digits, and hyphens and dots between them",
  });
}

/** Returns what is wrong with the labels by which the workload in `spec` finds its pods. */
function selectorFault(
  source: Source,
  { selector, template }: JsonObject,
  path: Path,
): Finding<ManifestCode> | undefined {
  const { labels } = membersOf(membersOf(template)["metadata"]);
  if (!isJsonObject(labels)) return undefined;
  const at = [...path, "selector"];
  const wanted = `selector: {matchLabels: ${flow(labels)}}`;
  if (selector === undefined || selector === null) {
    return findingAt(source.position(path), {
      code: "field-missing",
      message: "spec.selector is missing",
      hint: `write ${wanted}`,
    });
  }
  const lacking = Object.entries(membersOf(membersOf(selector)["matchLabels"]))
    .find(([key, value]) => labels[key] !== value);
  if (!lacking) return undefined;
  return findingAt(source.position([...at, "matchLabels", lacking[0]]), {
    code: "field-invalid",
    message:
      `spec.selector wants the label ${lacking[0]}: ${
        textOf(lacking[1])
      }, which the template's pods ` +
      "do not have",
    hint: "give selector and template the same labels",
  });
}

function flow(labels: JsonObject): string {
  const texts = Object.entries(labels).map(([key, value]) => `${key}: ${textOf(value)}`);
  return `{${texts.join(", ")}}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function restartFault(
  source: Source,
  { template }: JsonObject,
  path: Path,
  kind: string,
): Finding<ManifestCode> | undefined {
  const spec = membersOf(membersOf(template)["spec"]);
  const { containers } = spec;
  const restartPolicy = spec["restartPolicy"] ?? "Always";
  const allowed = RESTARTS[kind] ?? [];
  if (!Array.isArray(containers) || allowed.some((one) => one === restartPolicy)) return undefined;
  // A patch does not repeat it.
  const isGiven = (spec["restartPolicy"] ?? undefined) !== undefined;
  const isPart = !isGiven && !containers.some(hasImage);
  if (isPart) return undefined;
  const at = [...path, "template", "spec"];
  return findingAt(source.position(isGiven ? [...at, "restartPolicy"] : at), {
    code: isGiven ? "field-invalid" : "field-missing",
    message: isGiven
      ? `a ${kind} has no pods with restartPolicy ${textOf(restartPolicy)}`
      : `restartPolicy is missing, and the pods of a ${kind} need one`,
    hint: `write restartPolicy: ${allowed[0]}`,
  });
}

function hasImage(container: unknown): boolean {
  return membersOf(container)["image"] !== undefined;
}
