/** Dynamic resource allocation: claims of devices, and what the driver for SR-IOV calls its devices. */

import * as z from "zod";
import { isJsonObject, type JsonObject } from "../../../cni/mod.ts";
import { DEFAULT_NAMESPACE } from "../names.ts";
import { checkSource } from "./check.ts";
import { metadata } from "./schema.ts";
import type { Source } from "./source.ts";
import type { ClaimRequest, Manifests } from "./types.ts";

const selectors = z.array(
  z.object({ cel: z.object({ expression: z.string().nullish() }).nullish() }),
).nullish();

const exactly = z.object({
  deviceClassName: z.string().nullish(),
  selectors,
  count: z.number().int().min(0).nullish(),
  allocationMode: z.string().nullish(),
});

/** In versions before v1 what is under `exactly` stands in the request itself. */
const requestSchema = exactly.extend({
  exactly: exactly.nullish(),
  firstAvailable: z.array(exactly).nullish(),
});

const claimSpec = z.object({
  devices: z.object({ requests: z.array(requestSchema).nullish() }).nullish(),
}).nullish();

const named = metadata.extend({ name: z.string() });
const claimSchema = z.object({ metadata: named, spec: claimSpec });
const templateSchema = z.object({ metadata: named, spec: z.object({ spec: claimSpec }) });
const classSchema = z.object({ metadata: named, spec: z.object({ selectors }).nullish() });

/** Adds a ResourceClaim. */
export function readClaim(source: Source, manifests: Manifests): void {
  const claim = checkSource(source, claimSchema, manifests.findings);
  if (claim) addClaim(source, claim.metadata, claim.spec, manifests.claims);
}

/** Adds a ResourceClaimTemplate. */
export function readClaimTemplate(source: Source, manifests: Manifests): void {
  const template = checkSource(source, templateSchema, manifests.findings);
  if (template) addClaim(source, template.metadata, template.spec.spec, manifests.claimTemplates);
}

function addClaim(
  source: Source,
  { name, namespace = DEFAULT_NAMESPACE }: z.output<typeof named>,
  spec: z.output<typeof claimSpec>,
  claims: Manifests["claims"],
): void {
  const requests = (spec?.devices?.requests ?? []).map((request): ClaimRequest => {
    const { deviceClassName, selectors, count, allocationMode } = request.exactly ??
      request.firstAvailable?.[0] ?? request;
    return {
      deviceClass: deviceClassName ?? "",
      expressions: expressionsOf(selectors),
      count: allocationMode === "All" ? undefined : count ?? 1,
    };
  });
  claims.push({ name, namespace, source, requests });
}

/** Adds a DeviceClass. */
export function readDeviceClass(source: Source, { deviceClasses, findings }: Manifests): void {
  const read = checkSource(source, classSchema, findings);
  if (!read) return;
  const { metadata: { name, namespace = DEFAULT_NAMESPACE }, spec } = read;
  deviceClasses.push({ name, namespace, source, expressions: expressionsOf(spec?.selectors) });
}

function expressionsOf(given: z.output<typeof selectors>): string[] {
  return (given ?? []).flatMap(({ cel }) => cel?.expression ?? []);
}

const labels = z.record(z.string(), z.string()).nullish();

const attributesSchema = z.object({
  metadata: named.extend({ labels }),
  spec: z.object({
    attributes: z.record(z.string(), z.object({ string: z.string().nullish() })).nullish(),
  }).nullish(),
});

const policySchema = z.object({
  metadata: named,
  spec: z.object({
    configs: z.array(z.object({
      deviceAttributesSelector: z.object({ matchLabels: labels }).nullish(),
      resourceFilters: z.array(z.record(z.string(), z.unknown())).nullish(),
    })).nullish(),
  }).nullish(),
});

/** The attribute by which Multus knows which network a device is for. */
const RESOURCE_NAME = "k8s.cni.cncf.io/resourceName";

/** Adds DeviceAttributes of the driver for SR-IOV. */
export function readDeviceAttributes(source: Source, { namedDevices, findings }: Manifests): void {
  const read = checkSource(source, attributesSchema, findings);
  const resource = read?.spec?.attributes?.[RESOURCE_NAME]?.string;
  if (!read || !resource) return;
  const { name, namespace = DEFAULT_NAMESPACE, labels } = read.metadata;
  namedDevices.push({ name, namespace, source, resource, labels: labels ?? {} });
}

/** Adds a SriovResourcePolicy of the driver for SR-IOV. */
export function readResourcePolicy(source: Source, { offeredDevices, findings }: Manifests): void {
  const read = checkSource(source, policySchema, findings);
  if (!read) return;
  const { metadata: { name, namespace = DEFAULT_NAMESPACE }, spec } = read;
  for (const { deviceAttributesSelector, resourceFilters } of spec?.configs ?? []) {
    offeredDevices.push({
      name,
      namespace,
      source,
      matchLabels: deviceAttributesSelector?.matchLabels ?? {},
      selectors: (resourceFilters ?? []).filter(isJsonObject).map(asSelector),
    });
  }
}

/** In the words of the device plugin. */
function asSelector({ pfPciAddresses, linkType, ...others }: JsonObject): JsonObject {
  const isInfiniband = typeof linkType === "string" && /^ib|^infiniband/i.test(linkType);
  return {
    ...others,
    ...(pfPciAddresses === undefined ? {} : { rootDevices: pfPciAddresses }),
    ...(linkType === undefined ? {} : { linkTypes: [isInfiniband ? "infiniband" : "ether"] }),
  };
}
