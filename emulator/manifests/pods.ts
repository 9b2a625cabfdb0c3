/** Pods, and the templates of those that others make. */

import { createHash } from "node:crypto";
import type { Path } from "./path.ts";
import type { PodObject } from "./schema.ts";
import type { Source } from "./source.ts";
import type { SourceText } from "./source_text.ts";
import type { PodManifest, ResourceRequest, SourceAmount } from "./types.ts";

/** The identity of a pod. */
export interface PodIdentity {
  name: string;
  namespace: string;
  uid?: string | undefined;
}

/** Returns the pod whose `metadata` and `spec` stand at `base` of `source`. */
export function podManifest(
  identity: PodIdentity,
  { metadata, spec }: {
    metadata?: PodObject["metadata"] | TemplateMetadata;
    spec?: PodObject["spec"];
  },
  source: Source,
  base: Path,
): PodManifest {
  const { name, namespace } = identity;
  return {
    name,
    namespace,
    uid: identity.uid ?? derivedUid(`${namespace}/${name}`),
    annotations: annotationTexts(metadata?.annotations, source, [...base, "metadata"]),
    resources: resourceRequests(spec, source, [...base, "spec"]),
    hostNetwork: spec?.hostNetwork ?? false,
    source,
  };
}

type TemplateMetadata =
  | { annotations?: Record<string, string> | null | undefined }
  | null
  | undefined;

/** Returns the annotations of the metadata at `path`, each with the place of its text. */
export function annotationTexts(
  annotations: Record<string, string> | null | undefined,
  source: Source,
  path: Path,
): Map<string, SourceText> {
  return new Map(
    Object.entries(annotations ?? {}).map(([key, text]) => [
      key,
      source.textAt([...path, "annotations", key], text),
    ]),
  );
}

/** A UID that the cluster would have made up, always the same for the same text. */
function derivedUid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/**
 * Containers run side by side, so their amounts add up; init containers run one after another before
 * them, so of those the largest counts.
 */
function resourceRequests(
  spec: PodObject["spec"],
  source: Source,
  base: Path,
): ResourceRequest[] {
  const found = new Map<string, ResourceRequest>();
  for (const group of ["containers", "initContainers"] as const) {
    for (const [i, container] of (spec?.[group] ?? []).entries()) {
      for (const [kind, member] of [["requests", "request"], ["limits", "limit"]] as const) {
        for (const [resource, value] of Object.entries(container.resources?.[kind] ?? {})) {
          if (!resource.includes("/")) continue;
          const path = [...base, group, i, "resources", kind, resource];
          const amount = { count: wholeNumber(value), text: source.textAt(path, String(value)) };
          const entry = found.get(resource) ?? { resource };
          entry[member] = combine(entry[member], amount, group === "containers");
          found.set(resource, entry);
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => a.resource < b.resource ? -1 : 1);
}

function combine(
  known: SourceAmount | undefined,
  { count, text }: SourceAmount,
  add: boolean,
): SourceAmount {
  if (!known) return { count, text };
  return { count: add ? known.count + count : Math.max(known.count, count), text };
}

function wholeNumber(value: string | number): number {
  const text = String(value);
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
