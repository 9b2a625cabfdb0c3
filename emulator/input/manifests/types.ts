/** What the manifests say, typed. */

import type { JsonObject } from "../../../cni/mod.ts";
import type { Finding } from "../model.ts";
import type { Path } from "./path.ts";
import type { Source } from "./source.ts";
import type { SourceText } from "./source_text.ts";

/** An object of the cluster. */
export interface ManifestObject {
  name: string;
  /** "default" where the manifest names none. */
  namespace: string;
  /** Where it was written. */
  source: Source;
}

/** An amount of a resource that a pod wants; the fields are those of its containers taken together. */
export interface ResourceRequest {
  /** Such as "intel.com/intel_sriov_PF_1". */
  resource: string;
  /** Where the manifest has none, the limit. */
  request: SourceAmount;
  /** Undefined where the manifest has none. */
  limit?: SourceAmount;
}

/** An amount, with the text of it where it was last written. */
export interface SourceAmount {
  /** NaN when the text is not a whole number. */
  count: number;
  text: SourceText;
}

/** A pod, written as such or as the template of a Deployment and the like. */
export interface PodManifest extends ManifestObject {
  uid: string;
  annotations: ReadonlyMap<string, SourceText>;
  /** In the order of their names. */
  resources: ResourceRequest[];
  /** Claims of devices. */
  claims: ClaimReference[];
  /** Ports of the node that lead to containers, as the runtime tells of them (containerd's go-cni). */
  hostPorts: JsonObject[];
  /** Such a pod lives in the node's namespace: nothing is attached to it. */
  hostNetwork: boolean;
  /** Where its metadata and spec stand in the object, which may be a template's. */
  base: Path;
  /** Whether the pod's maker asks for the devices that its networks take. */
  devicesInjected?: true;
}

/** A NetworkAttachmentDefinition. */
export interface NetworkManifest extends ManifestObject {
  annotations: ReadonlyMap<string, SourceText>;
  /** `spec.config`; absent when the spec is empty. */
  config?: SourceText;
  /** Whether the SR-IOV operator makes it of an order. */
  ordered?: true;
}

/** A SriovNetworkNodePolicy: what the SR-IOV operator makes of cards, and the resource that pods ask for. */
export interface PolicyManifest extends ManifestObject {
  /** Without the prefix. */
  resourceName: string;
  /** What the operator puts before it. */
  prefix: string;
  /** How many virtual functions each physical one gets. */
  functions: number;
  /** Octets. */
  mtu?: number;
  /** Whether they are for programs in user space. */
  isUserspace: boolean;
  /** PCI vendor of the cards, in hexadecimal. */
  vendor: string | undefined;
  /** PCI device of the cards, in hexadecimal. */
  device: string | undefined;
  pfNames: readonly string[];
  /** PCI addresses of physical functions. */
  rootDevices: readonly string[];
  linkTypes: readonly string[];
  /** Selectors that need hardware to mean anything. */
  hardware: JsonObject;
}

/** What a request of a claim asks for. */
export interface ClaimRequest {
  deviceClass: string;
  /** Conditions on devices, in the Common Expression Language. */
  expressions: readonly string[];
  /** Undefined for all that there are. */
  count: number | undefined;
}

/** A ResourceClaim, or the template of one. */
interface ClaimManifest extends ManifestObject {
  requests: readonly ClaimRequest[];
}

/** A DeviceClass. */
interface DeviceClassManifest extends ManifestObject {
  expressions: readonly string[];
}

/** A name that the driver for SR-IOV gives to devices: DeviceAttributes. */
interface NamedDevices extends ManifestObject {
  resource: string;
  labels: Readonly<Record<string, string>>;
}

/** Devices that the driver for SR-IOV offers: a configuration of a SriovResourcePolicy. */
interface OfferedDevices extends ManifestObject {
  /** Labels of the attributes that they have. */
  matchLabels: Readonly<Record<string, string>>;
  /** In the words of the device plugin. */
  selectors: readonly JsonObject[];
}

/** A claim that a pod names. */
export interface ClaimReference {
  name: string;
  /** Whether the pod gets a claim of its own, made of a template of that name. */
  isTemplate: boolean;
  text: SourceText;
}

/** A configuration in JSON that a ConfigMap holds. */
export interface ConfigManifest extends ManifestObject {
  config: SourceText;
}

/** What can be found while a document is compared with a schema. */
export type FieldCode = "field-missing" | "field-invalid";

/** What can be found while manifests are read. */
export type ManifestCode =
  | FieldCode
  | "api-version"
  | "file-unreadable"
  | "kind-ignored"
  | "kind-misspelt"
  | "kind-missing"
  | "not-a-manifest"
  | "not-rendered"
  | "object-repeated"
  | "operator-object"
  | "yaml-syntax";

/** Everything that was read. */
export interface Manifests {
  /** The files, as they were read. */
  files: { file: string; text: string }[];
  pods: PodManifest[];
  networks: NetworkManifest[];
  /** Configurations of the SR-IOV network device plugin. */
  devicePlugins: ConfigManifest[];
  /** What the SR-IOV operator is told to make of cards. */
  policies: PolicyManifest[];
  claims: ClaimManifest[];
  claimTemplates: ClaimManifest[];
  deviceClasses: DeviceClassManifest[];
  namedDevices: NamedDevices[];
  offeredDevices: OfferedDevices[];
  /** Configurations of Multus itself. */
  multus: ConfigManifest[];
  /** The webhook network-resources-injector, which adds the devices that pods' networks take. */
  injectors: ManifestObject[];
  /** Documents of kind ChainScenario, as they were written. */
  scenarios: ManifestObject[];
  findings: Finding<ManifestCode>[];
}
