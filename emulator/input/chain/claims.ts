/** Devices that pods get by claims, as Multus hears of them: by the resource that the driver names of each. */

import type { Allocator, DeviceResource } from "../devices/mod.ts";
import { resourceOf } from "../devices/mod.ts";
import { findingAt } from "../finding.ts";
import type { ClaimRequest, Manifests, PodManifest, SourceText } from "../manifests/mod.ts";
import type { Finding } from "../model.ts";
import { NETWORKS } from "./annotations.ts";
import { resourceNameOf } from "./delegate.ts";
import { elementsOf } from "./elements.ts";
import { findNetwork } from "./find_network.ts";
import { ChainError } from "./error.ts";
import type { ChainCode } from "./error.ts";

/** What a pod claims. */
export interface Claimed {
  /** Of a ResourceClaim, which pods share; undefined for a claim of the pod's own. */
  shared: string | undefined;
  /** How many devices, by resource. */
  devices: ReadonlyMap<string, number>;
  text: SourceText;
}

/** Returns what a pod claims, as far as its networks could take it, and what there is to say. */
export function claimedBy(
  pod: PodManifest,
  manifests: Manifests,
): { claimed: Claimed[]; findings: Finding<ChainCode>[] } {
  const findings: Finding<ChainCode>[] = [];
  const needs = needsOf(pod, manifests);
  const take = (resource: string) => {
    const place = needs.indexOf(resource);
    if (place >= 0) needs.splice(place, 1);
  };
  for (const { resource, limit } of pod.resources) {
    for (let i = 0; i < (limit?.count || 0) && needs.includes(resource); i++) take(resource);
  }
  const claims = pod.claims.map(({ name, isTemplate, text }) => {
    const all = isTemplate ? manifests.claimTemplates : manifests.claims;
    const claim = all.find((one) => one.name === name && one.namespace === pod.namespace);
    if (!claim) findings.push(elsewhere(text, isTemplate));
    const shared = isTemplate ? undefined : `${pod.namespace}/${name}`;
    return { shared, text, requests: claim?.requests };
  });
  const named = claims.map(({ shared, text, requests }) => {
    const devices = new Map<string, number>();
    const open: (number | undefined)[] = requests ? [] : [undefined];
    for (const request of requests ?? []) {
      const resource = resourceIn(request, manifests);
      if (resource === undefined) {
        if (isForNetworks(request, manifests)) open.push(request.count);
        continue;
      }
      const count = request.count ?? 1;
      for (let i = 0; i < count; i++) take(resource);
      devices.set(resource, (devices.get(resource) ?? 0) + count);
    }
    return { shared, text, devices, open };
  });
  // Requests that name no resource get what the networks still need.
  const claimed = named.map(({ shared, text, devices, open }): Claimed => {
    for (const count of open) {
      for (const resource of needs.splice(0, count ?? needs.length)) {
        devices.set(resource, (devices.get(resource) ?? 0) + 1);
      }
    }
    return { shared, text, devices };
  });
  return { claimed, findings };
}

function elsewhere(text: SourceText, isTemplate: boolean): Finding<ChainCode> {
  const kind = isTemplate ? "ResourceClaimTemplate" : "ResourceClaim";
  return findingAt(text.at(0), {
    code: "claim-elsewhere",
    message:
      `the ${kind} ${text.text} is not in the input: taken for one that gives the pod what ` +
      "its networks need",
    hint: "give it with the pod, to have its devices looked at",
  });
}

/** The resources that the pod's networks take, one for each device. */
function needsOf(pod: PodManifest, { networks }: Manifests): string[] {
  const annotation = pod.annotations.get(NETWORKS);
  if (!annotation || pod.claims.length === 0) return [];
  try {
    return elementsOf(annotation, pod.namespace).flatMap(({ name, namespace }) => {
      const network = findNetwork({ name, namespace }, networks);
      return (network && resourceNameOf(network)) ?? [];
    });
  } catch (error) {
    if (error instanceof ChainError) return []; // Told where the chain is made.
    throw error;
  }
}

const NAMED = /\bresourceName["'\]]*\s*==\s*["']([^"']+)["']/;

/** The resource that the request, or its class, names. */
function resourceIn(request: ClaimRequest, manifests: Manifests): string | undefined {
  return expressionsOf(request, manifests).map((text) => NAMED.exec(text)?.[1])
    .find((name) => name !== undefined);
}

/** Whether its devices may be a network's: other drivers have processors and disks. */
function isForNetworks(request: ClaimRequest, manifests: Manifests): boolean {
  return [request.deviceClass, ...expressionsOf(request, manifests)]
    .some((text) => /sriov|net|nic|\bvfs?\b/i.test(text));
}

function expressionsOf(
  { deviceClass, expressions }: ClaimRequest,
  { deviceClasses }: Manifests,
): string[] {
  const found = deviceClasses.find(({ name }) => name === deviceClass);
  return [...expressions, ...(found?.expressions ?? [])];
}

/** The devices of claims that several pods share, once they have been given. */
export class SharedClaims {
  readonly #given = new Map<string, Record<string, string[]>>();

  /** Returns the devices for a claim, or why there are none. */
  allocate({ shared, devices }: Claimed, allocator: Allocator): ReturnType<Allocator["allocate"]> {
    const given = shared === undefined ? undefined : this.#given.get(shared);
    if (given) return { devices: given };
    const allocation = allocator.allocate(Object.fromEntries(devices));
    if (shared !== undefined && "devices" in allocation) {
      this.#given.set(shared, allocation.devices);
    }
    return allocation;
  }
}

/** Returns the resources of what the driver offers, each under the name that its attributes give it. */
export function offeredResources(
  { offeredDevices, namedDevices }: Pick<Manifests, "offeredDevices" | "namedDevices">,
): DeviceResource[] {
  return offeredDevices.flatMap(({ matchLabels, selectors }) => {
    const wanted = Object.entries(matchLabels);
    const name = namedDevices.find(({ labels }) =>
      wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)
    )?.resource;
    return name === undefined ? [] : [resourceOf(name, ...selectors)];
  });
}
