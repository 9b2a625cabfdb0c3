/** Pods, and the templates of those that others make. */

import { createHash } from "node:crypto";
import type { JsonObject } from "../../../cni/mod.ts";
import type { Path } from "./path.ts";
import type { PodObject } from "./schema.ts";
import type { Source } from "./source.ts";
import type { SourceText } from "./source_text.ts";
import type { ClaimReference, PodManifest, ResourceRequest, SourceAmount } from "./types.ts";

/** The identity of a pod. */
export interface PodIdentity {
  name: string;
  namespace: string;
  uid?: string | undefined;
}

/** Returns a pod that asks for nothing. */
export function barePod(identity: PodIdentity, source: Source): PodManifest {
  const { name, namespace } = identity;
  return {
    name,
    namespace,
    uid: identity.uid ?? derivedUid(`${namespace}/${name}`),
    annotations: new Map(),
    resources: [],
    claims: [],
    hostPorts: [],
    hostNetwork: false,
    base: [],
    source,
  };
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
  return {
    ...barePod(identity, source),
    annotations: annotationTexts(metadata?.annotations, source, [...base, "metadata"]),
    resources: resourceRequests(spec, source, [...base, "spec"]),
    claims: claimsOf(spec, source, [...base, "spec", "resourceClaims"]),
    hostPorts: hostPortsOf(spec),
    hostNetwork: spec?.hostNetwork ?? false,
    base,
  };
}

function claimsOf(spec: PodObject["spec"], source: Source, path: Path): ClaimReference[] {
  return (spec?.resourceClaims ?? []).flatMap(
    ({ resourceClaimName, resourceClaimTemplateName }, i): ClaimReference[] => {
      const name = resourceClaimName ?? resourceClaimTemplateName;
      if (!name) return [];
      const isTemplate = name === resourceClaimTemplateName;
      const key = isTemplate ? "resourceClaimTemplateName" : "resourceClaimName";
      return [{ name, isTemplate, text: source.textAt([...path, i, key], name) }];
    },
  );
}

function hostPortsOf(spec: PodObject["spec"]): JsonObject[] {
  return containersOf(spec).flatMap(({ container }) => container.ports ?? []).flatMap(
    ({ hostPort, containerPort, protocol, hostIP }) =>
      hostPort
        ? [{
          hostPort,
          containerPort: containerPort ?? 0,
          protocol: (protocol ?? "TCP").toLowerCase(),
          ...(hostIP ? { hostIP } : {}),
        }]
        : [],
  );
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
 * Containers run side by side, so their amounts add up, as do those of sidecars; other init containers
 * run one after another before them, so of those the largest counts. Where a container's request is
 * not its limit, which the API server refuses, these two stand for the whole.
 */
function resourceRequests(
  spec: PodObject["spec"],
  source: Source,
  base: Path,
): ResourceRequest[] {
  const found = new Map<string, ResourceRequest>();
  const refused = new Set<string>();
  for (const { container, path, beside } of containersOf(spec)) {
    const { requests, limits } = container.resources ?? {};
    const amountOf = (kind: "requests" | "limits", resource: string) => {
      const value = container.resources?.[kind]?.[resource];
      if (value === undefined) return undefined;
      const text = source.textAt([...base, ...path, "resources", kind, resource], String(value));
      return { count: wholeNumber(value), text };
    };
    for (
      const resource of new Set([...Object.keys(requests ?? {}), ...Object.keys(limits ?? {})])
    ) {
      if (!resource.includes("/") || refused.has(resource)) continue;
      const limit = amountOf("limits", resource);
      // The API server fills in a request that is missing.
      const request = amountOf("requests", resource) ?? limit;
      if (!request) continue;
      if (request.count === limit?.count) {
        const known = found.get(resource);
        found.set(resource, {
          resource,
          request: combine(known?.request, request, beside),
          limit: combine(known?.limit, limit, beside),
        });
        continue;
      }
      refused.add(resource);
      found.set(resource, { resource, request, ...(limit ? { limit } : {}) });
    }
  }
  return [...found.values()].sort((a, b) => a.resource < b.resource ? -1 : 1);
}

type Container = NonNullable<NonNullable<NonNullable<PodObject["spec"]>["containers"]>>[number];

/** The containers, those that run beside all others first. */
function containersOf(
  spec: PodObject["spec"],
): { container: Container; path: Path; beside: boolean }[] {
  const all = (["containers", "initContainers"] as const).flatMap((group) =>
    (spec?.[group] ?? []).map((container, i) => {
      const beside = group === "containers" || container.restartPolicy === "Always";
      return { container, path: [group, i], beside };
    })
  );
  return [...all.filter(({ beside }) => beside), ...all.filter(({ beside }) => !beside)];
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
