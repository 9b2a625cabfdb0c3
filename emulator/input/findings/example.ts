/** Manifests with and without a mistake: a good set of them, and what differs from it. */

import { isJsonObject } from "../../../cni/mod.ts";
import type { ManifestFile } from "../manifests/mod.ts";

/** An example that can be shown and linted. */
export interface Example {
  /** What matters of it, as its author would write it. */
  readonly shown: string;
  readonly files: readonly ManifestFile[];
}

/** What differs from the good manifests. Members of configurations are JSON without the braces around. */
interface Variation {
  /** Of the bond's configuration; null takes a member away. */
  bond?: string;
  /** The bond's whole `spec.config`. */
  bondConfig?: string;
  /** Of the configurations of both links. */
  links?: string;
  /** Of the first link's configuration alone. */
  first?: string;
  /** The first link's whole `spec.config`. */
  firstConfig?: string;
  /** The pod's annotation k8s.v1.cni.cncf.io/networks. */
  networks?: string;
  /** The pod's resources, requested and limited; JSON. */
  resources?: string;
  /** The device plugin's resourceList; JSON. */
  pools?: string;
  /** Further documents. */
  more?: string;
}

/** Returns the good manifests with a variation. */
export function variation(parts: Variation): Example {
  const shown = Object.entries(parts).map(([part, text]) => {
    const caption = CAPTIONS[part as keyof Variation];
    return caption === "" ? text : `# ${caption}\n${text}`;
  });
  return { shown: shown.join("\n"), files: [{ file: "example.yaml", text: manifestsOf(parts) }] };
}

/** What gives the VLAN of `withVlan` its addresses. */
export const OF_ITS_OWN = '"ipam": {"type": "host-local", "subnet": "10.56.100.0/24"}';

/**
 * Returns the good manifests with a network of type vlan, "tagged", whose configuration goes on with `members`:
 * JSON without the braces around.
 */
export function withVlan(
  members: string,
  networks = "east, west, bond@bond0, tagged",
): Example {
  return variation({
    networks,
    more: `apiVersion: k8s.cni.cncf.io/v1
kind: NetworkAttachmentDefinition
metadata:
  name: tagged
spec:
  config: '{"cniVersion": "0.4.0", "name": "tagged", "type": "vlan", ${members}}'
`,
  });
}

/** Returns documents that are all there is, in a file of that name. */
export function documents(text: string, file = "example.yaml"): Example {
  return { shown: text, files: [{ file, text }] };
}

/** Returns the good manifests with another file beside them. */
export function beside(file: string, text: string): Example {
  return { shown: `# ${file}\n${text}`, files: [...variation({}).files, { file, text }] };
}

const CAPTIONS: Readonly<Record<keyof Variation, string>> = {
  bond: "of the bond's configuration",
  bondConfig: "spec.config of the bond",
  links: "of the configuration of each link",
  first: "of the first link's configuration",
  firstConfig: "spec.config of the first link",
  networks: "the pod's annotation k8s.v1.cni.cncf.io/networks",
  resources: "the pod's requests and limits",
  pools: "resourceList of the device plugin",
  more: "",
};

const POOLS =
  '[{"resourceName": "east", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens1f0"]}}, ' +
  '{"resourceName": "west", "resourcePrefix": "example.org", "selectors": {"pfNames": ["ens2f0"]}}]';

const BOND = {
  cniVersion: "0.4.0",
  name: "bond",
  type: "bond",
  mode: "active-backup",
  failOverMac: "active",
  linksInContainer: true,
  miimon: 100,
  links: [{ name: "net1" }, { name: "net2" }],
  ipam: { type: "host-local", subnet: "10.56.217.0/24" },
};

function manifestsOf(parts: Variation): string {
  const { networks = "east, west, bond@bond0", pools = POOLS, more } = parts;
  const requests: unknown = JSON.parse(
    parts.resources ?? '{"example.org/east": "1", "example.org/west": "1"}',
  );
  const link = { cniVersion: "0.4.0", name: "links", type: "sriov" };
  const members = (text = ""): Record<string, unknown> => JSON.parse(`{${text}}`);
  const west = { ...link, ...members(parts.links) };
  const east = { ...west, ...members(parts.first) };
  const objects = [
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "sriovdp-config", namespace: "kube-system" },
      data: { "config.json": `{"resourceList": ${pools}}` },
    },
    definition("east", parts.firstConfig ?? JSON.stringify(east), "example.org/east"),
    definition("west", JSON.stringify(west), "example.org/west"),
    definition("bond", parts.bondConfig ?? merged(BOND, parts.bond ?? "")),
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "app", annotations: { "k8s.v1.cni.cncf.io/networks": networks } },
      spec: {
        containers: [{ name: "app", image: "app", resources: { requests, limits: requests } }],
      },
    },
  ];
  const texts = objects.map((object) => JSON.stringify(object, null, 2));
  return [...texts, ...(more === undefined ? [] : [more])].join("\n---\n");
}

function definition(name: string, config: string, resource?: string) {
  const annotations = resource ? { "k8s.v1.cni.cncf.io/resourceName": resource } : {};
  return {
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: { name, annotations },
    spec: { config },
  };
}

/** The members stay as they are written, so that one may stand there twice. */
function merged(base: Record<string, unknown>, members: string): string {
  const given: unknown = JSON.parse(`{${members}}`);
  if (!isJsonObject(given)) return members;
  const kept = Object.entries(base).filter(([key]) => !Object.hasOwn(given, key))
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  const added = Object.values(given).includes(null)
    ? Object.entries(given).filter(([, value]) => value !== null)
      .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    : [members];
  return `{${[...kept, ...added].filter((text) => text !== "").join(", ")}}`;
}

/** A further pod with the networks of the good one, for `Variation.more`. */
export const ANOTHER_POD = `apiVersion: v1
kind: Pod
metadata:
  name: other
  annotations:
    k8s.v1.cni.cncf.io/networks: east, west, bond@bond0
spec:
  containers:
    - name: app
      resources:
        limits: {example.org/east: 1, example.org/west: 1}
`;

/** Manifests that have nothing wrong with them. */
export const GOOD: Example = {
  shown: "# the pod's annotation k8s.v1.cni.cncf.io/networks\neast, west, bond@bond0",
  files: variation({}).files,
};
