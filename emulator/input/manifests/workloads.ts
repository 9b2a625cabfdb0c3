/** Pods, and the objects of any kind that have templates of pods in them. */

import { isJsonObject } from "../../../cni/mod.ts";
import { findingAt } from "../finding.ts";
import { DEFAULT_NAMESPACE } from "../names.ts";
import { checkSource } from "./check.ts";
import { type Path, valueAt } from "./path.ts";
import { podManifest } from "./pods.ts";
import { cronJobSchema, podSchema, templateSchema, workloadSchema } from "./schema.ts";
import type { Source } from "./source.ts";
import type { Manifests } from "./types.ts";

/** Adds the pod that `source` is. */
export function readPod(source: Source, { pods, findings }: Manifests): void {
  const pod = checkSource(source, podSchema, findings);
  if (!pod) return;
  const { metadata } = pod;
  const name = metadata.name ?? (metadata.generateName ? `${metadata.generateName}0` : undefined);
  if (name === undefined) {
    findings.push(findingAt(source.position(["metadata"]), {
      code: "field-missing",
      message: "metadata.name is missing",
      hint: "name the pod",
    }));
    return;
  }
  const identity = { name, namespace: metadata.namespace ?? DEFAULT_NAMESPACE, uid: metadata.uid };
  pods.push(podManifest(identity, pod, source, []));
}

/** Adds the pods of a Deployment or a relative of it: one for each replica, numbered as a StatefulSet's are. */
export function readWorkload(source: Source, { pods, findings }: Manifests): void {
  const workload = checkSource(source, workloadSchema, findings);
  if (!workload) return;
  const { metadata: { name = "pod", namespace = DEFAULT_NAMESPACE }, spec } = workload;
  for (let i = 0; i < podCount(spec.replicas); i++) {
    const identity = { name: `${name}-${i}`, namespace };
    pods.push(podManifest(identity, spec.template, source, ["spec", "template"]));
  }
}

/** More pods of one workload tell nothing new. */
const MOST_REPLICAS = 5000;

/** Returns how many pods a workload of so many replicas is read as. */
export function podCount(replicas: number | null | undefined): number {
  return Math.min(replicas ?? 1, MOST_REPLICAS);
}

/** Adds the pod of a CronJob. */
export function readCronJob(source: Source, { pods, findings }: Manifests): void {
  const job = checkSource(source, cronJobSchema, findings);
  if (!job) return;
  const { metadata: { name = "pod", namespace = DEFAULT_NAMESPACE }, spec } = job;
  const path = ["spec", "jobTemplate", "spec", "template"];
  pods.push(
    podManifest({ name: `${name}-0`, namespace }, spec.jobTemplate.spec.template, source, path),
  );
}

/** Adds the pods of all templates in an object of a kind that is not known. Returns whether there are any. */
export function readTemplates(source: Source, { pods, findings }: Manifests): boolean {
  const { metadata } = isJsonObject(source.value) ? source.value : {};
  const { name = "pod", namespace = DEFAULT_NAMESPACE } = textsOf(metadata);
  const templates = [...templatesIn(source.value, [])];
  for (const { path, role, replicas } of templates) {
    const template = source.part(path, valueAt(source.value, path));
    const read = checkSource(template, templateSchema, findings);
    if (!read) continue;
    const base = templates.length > 1 ? `${name}-${role}` : name;
    for (let i = 0; i < podCount(replicas); i++) {
      pods.push(podManifest({ name: `${base}-${i}`, namespace }, read, source, path));
    }
  }
  return templates.length > 0;
}

/** A pod template in an object. */
interface Template {
  path: Path;
  /** What tells it from others of the object: the name of the list's item or the key that it is in. */
  role: string;
  replicas: number;
}

/** A pod template is what has a spec with containers, whatever its key is. */
function* templatesIn(value: unknown, path: Path, role = "", replicas = 1): Generator<Template> {
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) {
      const { name = String(i) } = textsOf(item);
      yield* templatesIn(item, [...path, i], name, replicas);
    }
  } else if (isJsonObject(value)) {
    const { spec } = value;
    if (path.length > 0 && isJsonObject(spec) && Array.isArray(spec["containers"])) {
      yield { path, role, replicas };
      return;
    }
    const number = value["replicas"];
    const count = Number.isInteger(number) && Number(number) >= 0 ? Number(number) : replicas;
    for (const [key, member] of Object.entries(value)) {
      if (key === "status") continue;
      const own = PLAIN_KEYS.includes(key) ? role : key;
      yield* templatesIn(member, [...path, key], own, count);
    }
  }
}

/** Keys that say nothing of what a template is for. */
const PLAIN_KEYS: readonly string[] = ["spec", "template", "jobTemplate"];

function textsOf(value: unknown): { name?: string; namespace?: string } {
  if (!isJsonObject(value)) return {};
  const { name, namespace } = value;
  return {
    ...(typeof name === "string" ? { name } : {}),
    ...(typeof namespace === "string" ? { namespace } : {}),
  };
}
