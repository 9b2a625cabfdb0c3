/** The kinds of objects that matter, and how each is read. */

import { isJsonObject, type JsonObject } from "../../../cni/mod.ts";
import { findingAt } from "../finding.ts";
import type { Finding, Position } from "../model.ts";
import { DEFAULT_NAMESPACE } from "../names.ts";
import { isNetworkOperator, readAdditionalNetworks } from "./additional_networks.ts";
import { checkSource } from "./check.ts";
import {
  readClaim,
  readClaimTemplate,
  readDeviceAttributes,
  readDeviceClass,
  readResourcePolicy,
} from "./claims.ts";
import { readOrderedNetwork, readPolicy } from "./operator.ts";
import { meantKind, unservedKind } from "./own_kinds.ts";
import { annotationTexts } from "./pods.ts";
import { configMapSchema, listSchema, networkSchema } from "./schema.ts";
import type { Source } from "./source.ts";
import { defaultValues, filledIn, notFilledIn, unfilledIn } from "./templates.ts";
import type { ConfigManifest, ManifestCode, Manifests } from "./types.ts";
import { machineReader } from "./virtual_machines.ts";
import { workloadFaults } from "./workload_rules.ts";
import { readCronJob, readPod, readTemplates, readWorkload } from "./workloads.ts";

const NETWORK_API = "k8s.cni.cncf.io/v1";

/**
 * Adds what `source` says to `manifests`. What nobody has named but was `found` in a folder may be
 * anything.
 */
export function readObject(source: Source, manifests: Manifests, { found = false } = {}): void {
  const { value } = source;
  const kind = isJsonObject(value) ? value["kind"] : undefined;
  if (isForeign(source) || (found && !looksLikeObject(value))) {
    manifests.findings.push(noManifest(source.position()));
    return;
  }
  if (typeof kind !== "string" || kind === "") {
    manifests.findings.push(findingAt(source.position(), {
      code: "kind-missing",
      message: "this document is not a Kubernetes object: it has no kind",
      hint: "add apiVersion and kind; a bare CNI configuration belongs into the spec.config of a " +
        "NetworkAttachmentDefinition",
    }));
    return;
  }
  const unserved = unservedKind(source);
  if (unserved) manifests.findings.push(unserved);
  for (const fault of workloadFaults(source)) manifests.findings.push(fault);
  const read = READERS.get(kind) ?? (kind.endsWith("List") ? readList : readOther);
  read(source, manifests);
}

/** Returns the finding that what stands at `position` is none of the cluster's objects. */
export function noManifest(position: Position): Finding<ManifestCode> {
  return findingAt(position, {
    code: "not-a-manifest",
    message: "this is no Kubernetes object: ignored",
    hint: "to have what comes of it checked: kustomize build, helm template",
  });
}

/** Whether a document is an object of the cluster, or is meant to be: schemas, indices and the like are not. */
function looksLikeObject(value: unknown): boolean {
  if (!isJsonObject(value)) return false;
  const { apiVersion, kind, metadata, spec } = value;
  if (typeof kind === "string" && kind !== "") return true;
  return [apiVersion, metadata, spec].filter((part) => part !== undefined).length > 1;
}

/** Files of kustomize, Helm and npm, whatever is in them. */
const FOREIGN_FILES =
  /(^|\/)(kustomization\.ya?ml|Kustomization|Chart\.ya?ml|values[^/]*\.ya?ml|package\.json)$/;

/** Keys that an object of the cluster, or a CNI configuration that should be in one, has. */
const OWN_KEYS: readonly string[] = ["apiVersion", "kind", "metadata", "spec", "type", "plugins"];

/** Whether a document is input of another program, which merely lies beside manifests. */
function isForeign({ file, value }: Source): boolean {
  if (FOREIGN_FILES.test(file)) return !isJsonObject(value) || value["kind"] === undefined;
  return isJsonObject(value) && !OWN_KEYS.some((key) => Object.hasOwn(value, key));
}

type Reader = (source: Source, manifests: Manifests) => void;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["List", readList],
  ["Pod", readPod],
  ["NetworkAttachmentDefinition", readNetwork],
  ["ConfigMap", readConfigMap],
  ["ChainScenario", readScenario],
  ["MutatingWebhookConfiguration", readWebhooks],
  ["Template", readTemplate],
  ["CronJob", readCronJob],
  ["Deployment", readWorkload],
  ["StatefulSet", readWorkload],
  ["DaemonSet", readWorkload],
  ["ReplicaSet", readWorkload],
  ["ReplicationController", readWorkload],
  ["Job", readWorkload],
  ["SriovNetwork", readOrderedNetwork],
  ["SriovIBNetwork", readOrderedNetwork],
  ["OVSNetwork", readOrderedNetwork],
  ["HostDeviceNetwork", readOrderedNetwork],
  ["IPoIBNetwork", readOrderedNetwork],
  ["MacvlanNetwork", readOrderedNetwork],
  ["SriovNetworkNodePolicy", readPolicy],
  ["Network", readOpenShiftNetwork],
  ["ResourceClaim", readClaim],
  ["ResourceClaimTemplate", readClaimTemplate],
  ["DeviceClass", readDeviceClass],
  ["DeviceAttributes", readDeviceAttributes],
  ["SriovResourcePolicy", readResourcePolicy],
  ["VirtualMachineInstance", machineReader()],
  ["VirtualMachine", machineReader("spec", "template")],
  ["VirtualMachineInstanceReplicaSet", machineReader("spec", "template")],
  ["VirtualMachinePool", machineReader("spec", "virtualMachineTemplate", "spec", "template")],
]);

/** Orders to NVIDIA's network operator that are not carried out here. */
const ORDERS: readonly string[] = ["NicClusterPolicy", "NicConfigurationTemplate"];

/** Many operators have a kind of that name. */
function readOpenShiftNetwork(source: Source, manifests: Manifests): void {
  const read = isNetworkOperator(source.value as JsonObject) ? readAdditionalNetworks : readOther;
  read(source, manifests);
}

function readOther(source: Source, manifests: Manifests): void {
  const meant = meantOf(source);
  if (meant) manifests.findings.push(misspelt(source, meant));
  else if (!readTemplates(source, manifests)) ignore(source, manifests);
}

function ignore(source: Source, { findings }: Manifests): void {
  const { kind, metadata } = source.value as { kind: string; metadata?: { name?: unknown } | null };
  const name = typeof metadata?.name === "string" ? ` ${metadata.name}` : "";
  if (ORDERS.includes(kind)) {
    findings.push(findingAt(source.position(["kind"]), {
      code: "operator-object",
      message: `${kind}${name} is an order to a network operator, which is not here: ignored`,
      hint: "give what the operator has made of it instead: kubectl get " +
        "network-attachment-definitions,configmaps -A -o yaml",
    }));
    return;
  }
  findings.push(findingAt(source.position(["kind"]), {
    code: "kind-ignored",
    message: `${kind}${name} has no part in attaching networks: ignored`,
    hint: "",
  }));
}

/** The API group of definitions has one kind in this version. */
function meantOf(source: Source): { kind: string; apiVersion: string } | undefined {
  return isJsonObject(source.value) && source.value["apiVersion"] === NETWORK_API
    ? { kind: "NetworkAttachmentDefinition", apiVersion: NETWORK_API }
    : meantKind(source);
}

function misspelt(
  source: Source,
  meant: { kind: string; apiVersion: string },
): Finding<ManifestCode> {
  const { kind } = source.value as { kind: string };
  return findingAt(source.position(["kind"]), {
    code: "kind-misspelt",
    message: `there is no kind ${kind} in ${meant.apiVersion}; did you mean ${meant.kind}?`,
    hint: `write kind: ${meant.kind}`,
  });
}

function readList(source: Source, manifests: Manifests): void {
  const list = checkSource(source, listSchema, manifests.findings);
  for (const [i, item] of (list?.items ?? []).entries()) {
    readObject(source.part(["items", i], item), manifests);
  }
}

/** OpenShift's: a list of objects, with parameters in them. */
function readTemplate(source: Source, manifests: Manifests): void {
  const { objects, parameters } = source.value as JsonObject;
  if (!Array.isArray(objects)) return readOther(source, manifests);
  for (const [i, object] of filledIn(objects, defaultValues(parameters)).entries()) {
    const part = source.part(["objects", i], object);
    const unfilled = unfilledIn(part.value);
    if (unfilled) manifests.findings.push(notFilledIn(part.position(unfilled)));
    else if (isJsonObject(object)) readObject(part, manifests);
  }
}

function readNetwork(source: Source, { networks, findings }: Manifests): void {
  const { apiVersion } = source.value as { apiVersion?: unknown };
  if (apiVersion !== NETWORK_API) {
    findings.push(findingAt(source.position(["apiVersion"]), {
      code: "api-version",
      message: `a NetworkAttachmentDefinition has apiVersion ${NETWORK_API}, not ${
        JSON.stringify(apiVersion) ?? "none"
      }`,
      hint: `write apiVersion: ${NETWORK_API}`,
    }));
  }
  const network = checkSource(source, networkSchema, findings);
  if (!network) return;
  const { metadata: { name, namespace = DEFAULT_NAMESPACE, annotations }, spec } = network;
  const config = spec?.config;
  networks.push({
    name,
    namespace,
    annotations: annotationTexts(annotations, source, ["metadata"]),
    ...(config ? { config: source.textAt(["spec", "config"], config) } : {}),
    source,
  });
}

/** Tells by their content which configurations a ConfigMap holds. */
function readConfigMap(source: Source, { devicePlugins, multus, findings }: Manifests): void {
  const map = checkSource(source, configMapSchema, findings);
  if (!map) return;
  const { name = "", namespace = DEFAULT_NAMESPACE } = map.metadata ?? {};
  let known = false;
  for (const [key, text] of Object.entries(map.data ?? {})) {
    const list = listFor(name, key, text);
    if (!list) continue;
    known = true;
    const config = source.textAt(["data", key], text);
    const target: ConfigManifest[] = { devicePlugins, multus }[list];
    target.push({ name, namespace, source, config });
  }
  if (!known) {
    findings.push(findingAt(source.position(["kind"]), {
      code: "kind-ignored",
      message: `ConfigMap ${name} configures neither the SR-IOV device plugin nor Multus: ignored`,
      hint: "",
    }));
  }
}

/** Other programs have a config.json too, and scripts that write a configuration are none. */
function listFor(name: string, key: string, text: string): "devicePlugins" | "multus" | undefined {
  const isPlugins = /sriov|device-?plugin/.test(name) && key === "config.json";
  if (isPlugins || /"resourceList"\s*:/i.test(text)) return "devicePlugins";
  const isMultus = text.trimStart().startsWith("{") && /"type"\s*:\s*"multus"/.test(text);
  return isMultus || key === "daemon-config.json" ? "multus" : undefined;
}

/** The webhook is known by its name, as its project and the SR-IOV operator call it. */
function readWebhooks(source: Source, manifests: Manifests): void {
  const { metadata } = source.value as { metadata?: { name?: unknown } | null };
  const name = metadata?.name;
  if (typeof name !== "string" || !/network-resources-injector/.test(name)) {
    return readOther(source, manifests);
  }
  manifests.injectors.push({ name, namespace: "", source });
}

function readScenario(source: Source, { scenarios }: Manifests): void {
  const { metadata } = source.value as {
    metadata?: { name?: unknown; namespace?: unknown } | null;
  };
  const text = (value: unknown, otherwise: string) => typeof value === "string" ? value : otherwise;
  scenarios.push({
    name: text(metadata?.name, ""),
    namespace: text(metadata?.namespace, DEFAULT_NAMESPACE),
    source,
  });
}
