/** Whether what a pod asks the scheduler for is what its networks take. */

import { findingAt } from "../finding.ts";
import type { PodManifest } from "../manifests/mod.ts";
import type { Delegate, Finding, PodChain } from "../model.ts";
import type { ChainCode } from "./error.ts";
import { pluginsOf } from "./network_config.ts";

/** Returns a finding for each resource that is asked for but not taken, or taken but not asked for. */
export function checkResourceUse(pod: PodManifest, chain: PodChain): Finding<ChainCode>[] {
  return [
    ...chain.delegates.flatMap((delegate) => missing(pod, delegate)),
    ...Object.entries(chain.devices).flatMap(([resource, { length }]) =>
      idle(pod, resource, length, chain.delegates)
    ),
  ];
}

/** Types of plugins that do nothing without a device. */
const NEED_DEVICE: readonly unknown[] = [
  "accelerated-bridge",
  "host-device",
  "ib-sriov",
  "macvtap",
  "sriov",
];

function missing(pod: PodManifest, delegate: Delegate): Finding<ChainCode>[] {
  const { resourceName, deviceId, network, selectedAt } = delegate;
  if (resourceName === undefined || deviceId !== undefined) return [];
  // Resources of others only count (bridges of Open vSwitch), or keep pods off nodes without them.
  if (!pluginsOf(delegate).some(({ type }) => NEED_DEVICE.includes(type))) return [];
  const known = pod.resources.some(({ resource }) => resource === resourceName);
  const meant = known ? undefined : meantBy(resourceName, pod);
  return [findingAt(selectedAt ?? pod.source.position(["metadata"]), {
    code: "resource-not-requested",
    message: `${network} takes a device of ${shown(resourceName)}, of which the pod ` +
      `${
        known ? "asks for too few" : "asks for none"
      }: it gets no deviceID, and its plugin will fail`,
    hint: meant === undefined
      ? `ask for one of ${resourceName} for each network that names it, in requests and limits; ` +
        "where the network-resources-injector webhook does it, say so in a ChainScenario: " +
        "settings: {resourcesInjector: true}"
      : `write ${meant} in the definition's annotation k8s.v1.cni.cncf.io/resourceName: ${
        resourceName.trim() === meant ? "a blank is too much" : "its prefix belongs to it"
      }`,
  })];
}

function idle(
  pod: PodManifest,
  resource: string,
  asked: number,
  delegates: readonly Delegate[],
): Finding<ChainCode>[] {
  const taken = delegates.filter(({ resourceName }) => resourceName === resource).length;
  if (asked <= taken) return [];
  const request = pod.resources.find((one) => one.resource === resource);
  const position = request?.request.text.at(0);
  return [findingAt(position ?? pod.source.position(["spec"]), {
    code: "resource-not-referenced",
    message: `the pod asks for ${asked} of ${resource}, but its networks take ${taken}: ` +
      "the rest stays idle",
    hint:
      `a NetworkAttachmentDefinition takes it by the annotation k8s.v1.cni.cncf.io/resourceName: ` +
      `${resource}, and the pod by listing that definition`,
  })];
}

/** What the definition should name, where that is one of the pod's resources but for a blank or the prefix. */
function meantBy(name: string, { resources }: PodManifest): string | undefined {
  const plain = name.trim();
  return resources.map(({ resource }) => resource)
    .find((resource) => resource === plain || resource.endsWith(`/${plain}`));
}

/** Blanks around a name are seen between quotes only. */
function shown(name: string): string {
  return name === name.trim() ? name : JSON.stringify(name);
}
