/** Manifests for tests, and what is said about them. */

import { resolveChains } from "../chain/mod.ts";
import { NO_FACTS, type PluginFacts } from "../lint/mod.ts";
import { readManifests } from "../manifests/mod.ts";
import type { Diagnostic, NodeModel } from "../model.ts";
import { lint } from "./mod.ts";

/** A manifest that JSON.stringify can write: JSON is YAML. */
export type Manifest = Record<string, unknown>;

/** Returns a NetworkAttachmentDefinition. */
export function network(name: string, config: unknown, resource?: string): Manifest {
  const annotations = resource ? { "k8s.v1.cni.cncf.io/resourceName": resource } : {};
  return {
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: { name, annotations },
    spec: { config: typeof config === "string" ? config : JSON.stringify(config) },
  };
}

/** Returns the definition of an sriov network on a resource of its own: "sriov-net1" on "example.org/pf1". */
export function sriov(number: number, config: Manifest = {}): Manifest {
  const name = `sriov-net${number}`;
  return network(
    name,
    { cniVersion: "1.0.0", name, type: "sriov", ...config },
    `example.org/pf${number}`,
  );
}

/** Returns the definition "bond-net" of an active-backup bond of net1 and net2 that has nothing wrong with it. */
export function bond(config: Manifest = {}, name = "bond-net"): Manifest {
  return network(name, {
    cniVersion: "1.0.0",
    name,
    type: "bond",
    mode: "active-backup",
    failOverMac: 1,
    linksInContainer: true,
    miimon: 100,
    links: [{ name: "net1" }, { name: "net2" }],
    ...config,
  });
}

/** Returns a pod with an annotation, and a device of each of the resources example.org/pf1 and pf2. */
export function pod(networks: string, name = "test-pod"): Manifest {
  const requests = { "example.org/pf1": "1", "example.org/pf2": "1" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, annotations: { "k8s.v1.cni.cncf.io/networks": networks } },
    spec: { containers: [{ name: "app", resources: { requests, limits: requests } }] },
  };
}

/** Returns the device plugin's ConfigMap. */
export function devicePlugin(...resourceList: unknown[]): Manifest {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "sriovdp-config" },
    data: { "config.json": JSON.stringify({ resourceList }) },
  };
}

/** The annotation of a pod that has nothing wrong with it. */
export const CHAIN = "sriov-net1, sriov-net2, bond-net@bond0";

/** Returns the warnings about `manifests`, on the node that they imply or on `node`, with these programs. */
export function findings(
  manifests: readonly Manifest[],
  node?: NodeModel,
  facts: PluginFacts = NO_FACTS,
): Diagnostic[] {
  const items = { apiVersion: "v1", kind: "List", items: manifests };
  const read = readManifests([{ file: "all.json", text: JSON.stringify(items, null, 2) }]);
  return lint(read, resolveChains(read, node ? { node } : {}), facts);
}

/** Returns the codes of the findings, each with the end of its path. */
export function codes(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, position }) =>
    `${code} at ${position?.path.split(".config.")[1] ?? position?.path.split(".").at(-1)}`
  );
}

/** Returns the errors about a bond's two links, and what is beside them in a pod with these networks. */
export function errors(others: readonly Manifest[], networks: string = CHAIN): string[] {
  return findings([sriov(1), sriov(2), ...others, pod(networks)])
    .filter(({ severity }) => severity === "error").map(({ code }) => code);
}
