/** Manifests for tests, in few words. */

import type { JsonObject } from "../../../cni/mod.ts";
import { readManifests } from "../manifests/mod.ts";
import type { Delegate, Finding, PodChain } from "../model.ts";
import { resolveChains, type ResolvedChains } from "./resolve.ts";
import type { ChainSettings } from "./settings.ts";

/** An object of the cluster; JSON is YAML. */
export type TestObject = JsonObject;

/** Returns a NetworkAttachmentDefinition; without `config` its spec is empty. */
export function network(
  name: string,
  config?: JsonObject | string,
  { namespace = "default", resource }: { namespace?: string; resource?: string } = {},
): TestObject {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  return {
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: {
      name,
      namespace,
      ...(resource ? { annotations: { "k8s.v1.cni.cncf.io/resourceName": resource } } : {}),
    },
    spec: config === undefined ? {} : { config: text },
  };
}

/** Returns a pod with these networks, in either form, and resources. */
export function pod(
  networks: string | JsonObject[],
  { name = "pod", namespace = "default", annotations = {}, resources = {} }: {
    name?: string;
    namespace?: string;
    annotations?: Record<string, string>;
    resources?: Record<string, number | string>;
  } = {},
): TestObject {
  const text = typeof networks === "string" ? networks : JSON.stringify(networks);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      uid: "11111111-2222-4333-8444-555555555555",
      annotations: { "k8s.v1.cni.cncf.io/networks": text, ...annotations },
    },
    spec: { containers: [{ name: "main", resources: { requests: resources, limits: resources } }] },
  };
}

/** Returns a configuration of Multus itself. */
export function multusConfig(config: JsonObject): TestObject {
  const data = { "daemon-config.json": JSON.stringify(config) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "multus-daemon-config" }, data };
}

/** Returns a device plugin's configuration with one resource for each physical function named. */
export function devicePlugin(resources: Record<string, string[]>): TestObject {
  const resourceList = Object.entries(resources).map(([resourceName, pfNames]) => ({
    resourceName,
    selectors: { pfNames },
  }));
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "sriovdp-config" },
    data: { "config.json": JSON.stringify({ resourceList }) },
  };
}

/** Returns what is made of the objects. */
export function resolve(
  objects: readonly TestObject[],
  settings: Partial<ChainSettings> = {},
): ResolvedChains {
  const text = objects.map((object) => JSON.stringify(object, null, 2)).join("\n---\n");
  return resolveChains(readManifests([{ file: "test.yaml", text }]), settings);
}

/** Returns the chain of the only pod. Throws Error when it is refused. */
export function chainOf(
  objects: readonly TestObject[],
  settings: Partial<ChainSettings> = {},
): PodChain {
  const { chains: [chain], findings } = resolve(objects, settings);
  if (chain) return chain;
  throw new Error(findings.map(({ code, message }) => `${code}: ${message}`).join("; "));
}

/** Returns the delegates of the only pod's own networks, without the default network's. */
export function networksOf(
  objects: readonly TestObject[],
  settings: Partial<ChainSettings> = {},
): Delegate[] {
  return chainOf(objects, settings).delegates.slice(1);
}

/** Returns why the only pod is refused. Throws Error when it is not. */
export function refusalOf(
  objects: readonly TestObject[],
  settings: Partial<ChainSettings> = {},
): Finding {
  const { chains, findings } = resolve(objects, settings);
  const refusal = findings.find(({ code }) => code !== "no-pods" && code !== "kind-ignored");
  if (chains.length === 0 && refusal) return refusal;
  throw new Error("the pod is not refused");
}
