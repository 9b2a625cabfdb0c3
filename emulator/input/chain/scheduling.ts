/** Whether a pod gets the devices that it asks for: what API server, scheduler and kubelet see to. */

import { findingAt } from "../finding.ts";
import type { Allocator } from "../devices/mod.ts";
import type { PodManifest, ResourceRequest } from "../manifests/mod.ts";
import type { Claimed, SharedClaims } from "./claims.ts";
import { nearName } from "../words/mod.ts";
import type { Finding } from "../model.ts";
import type { ChainCode } from "./error.ts";

/** The devices of a pod, or undefined for one that never gets to a node. */
interface Scheduling {
  devices: Record<string, string[]> | undefined;
  findings: Finding<ChainCode>[];
}

/** Takes the pod's devices from `allocator`. Resources that are not `concerning` networks are not looked at. */
export function schedulePod(
  pod: PodManifest,
  allocator: Allocator,
  concerning: (resource: string) => boolean,
): Scheduling {
  const requests = pod.resources.filter(({ resource }) =>
    allocator.offers(resource) || concerning(resource)
  );
  const findings = requests.flatMap(refusals);
  if (findings.length > 0) return { devices: undefined, findings };
  const allocation = allocator.allocate(
    Object.fromEntries(requests.map(({ resource, limit }) => [resource, limit?.count ?? 0])),
  );
  if ("devices" in allocation) return { devices: allocation.devices, findings };
  const { resource, wanted, free, known } = allocation;
  const request = requests.find((one) => one.resource === resource);
  const near = known ? undefined : nearResource(resource, allocator.resources);
  const position = request?.limit?.text.at(0) ?? pod.source.position(["spec"]);
  const finding = findingAt(position, {
    code: "unschedulable",
    message: `pod ${pod.namespace}/${pod.name} cannot be scheduled: it asks for ${wanted} of ` +
      `${resource}, ${
        known
          ? `of which ${free} are free`
          : `which the node does not offer${near === undefined ? "" : `; did you mean ${near}?`}`
      }`,
    hint: known
      ? "ask for fewer, or give the pool more devices (pfNames, more virtual functions)"
      : near === undefined
      ? "the device plugin's ConfigMap must have a resource of that name and prefix"
      : `write ${near}, here and in the definition; the prefix is resourcePrefix of the ConfigMap`,
  });
  return { devices: undefined, findings: [finding] };
}

/** Takes the devices of the pod's claims from `allocator`, as far as networks can take them. */
export function scheduleClaims(
  pod: PodManifest,
  claimed: readonly Claimed[],
  { allocator, named, sharedClaims }: {
    allocator: Allocator;
    named: ReadonlySet<string>;
    sharedClaims: SharedClaims;
  },
): { devices: Record<string, string[]>[] | undefined; findings: Finding<ChainCode>[] } {
  const given: Record<string, string[]>[] = [];
  for (const { text, shared, devices } of claimed) {
    const concerning = new Map([...devices].filter(([resource]) => named.has(resource)));
    const allocation = sharedClaims.allocate({ text, shared, devices: concerning }, allocator);
    if ("devices" in allocation) {
      given.push(allocation.devices);
      continue;
    }
    const { resource, wanted, free } = allocation;
    const finding = findingAt(text.at(0), {
      code: "unschedulable",
      message: `pod ${pod.namespace}/${pod.name} cannot be scheduled: it claims ${wanted} of ` +
        `${resource}, of which ${free} are free`,
      hint:
        "claim fewer, or have the driver offer more (SriovResourcePolicy, more virtual functions)",
    });
    return { devices: undefined, findings: [finding] };
  }
  return { devices: given, findings: [] };
}

/** Extended resources come in whole numbers, and request and limit are one and the same. */
function refusals({ resource, request, limit }: ResourceRequest): Finding<ChainCode>[] {
  const findings: Finding<ChainCode>[] = [];
  for (const amount of new Set([request, limit])) {
    if (!amount || !Number.isNaN(amount.count)) continue;
    findings.push(findingAt(amount.text.at(0), {
      code: "resource-amount",
      message: `${resource}: "${amount.text.text}" is not a whole number of devices`,
      hint: 'write a number such as "1"; devices cannot be divided',
    }));
  }
  if (findings.length > 0 || request.count === limit?.count) return findings;
  return [findingAt(request.text.at(0), {
    code: "resource-amount",
    message: limit === undefined
      ? `${resource} is requested without a limit`
      : `${resource} is requested ${request.count} times, but limited to ${limit.count}`,
    hint: "write the same amount under requests and limits; the API server refuses anything else",
  })];
}

/** The resource with the same name under another prefix, or one whose name is much like it. */
function nearResource(resource: string, all: readonly string[]): string | undefined {
  const name = resource.slice(resource.indexOf("/") + 1);
  return all.find((one) => one.endsWith(`/${name}`)) ?? nearName(resource, all);
}
