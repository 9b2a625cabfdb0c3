/** Orders to operators of networks, as they carry them out: definitions of networks, and pools of devices. */

import * as z from "zod";
import type { JsonObject } from "../../../cni/mod.ts";
import { DEFAULT_NAMESPACE } from "../names.ts";
import { checkSource } from "./check.ts";
import { composedText, membersOf, type Piece } from "./composed_text.ts";
import { metadata } from "./schema.ts";
import type { Source } from "./source.ts";
import type { SourceText } from "./source_text.ts";
import type { Manifests } from "./types.ts";

/** What the operator puts before the names of resources, unless its environment has another RESOURCE_PREFIX. */
export const OPERATOR_PREFIX = "openshift.io";

/** NVIDIA's network operator has a prefix of its own. */
const NVIDIA_PREFIX = "nvidia.com";

/** The annotation that names a network's resource. */
const RESOURCE_NAME = "k8s.v1.cni.cncf.io/resourceName";

const text = z.string().nullish();
const number = z.number().int().nullish();
const texts = z.array(z.string()).nullish();

const networkSchema = z.object({
  metadata: metadata.extend({ name: z.string() }),
  spec: z.object({
    resourceName: text,
    networkNamespace: text,
    capabilities: text,
    ipam: text,
    metaPlugins: text,
    vlan: number,
    vlanQoS: number,
    vlanProto: text,
    spoofChk: text,
    trust: text,
    linkState: text,
    minTxRate: number,
    maxTxRate: number,
    logLevel: text,
    logFile: text,
    bridge: text,
    mtu: number,
    trunk: z.array(z.unknown()).nullish(),
    interfaceType: text,
    master: text,
    mode: text,
  }),
});

type Order = z.output<typeof networkSchema>["spec"];
type Field = keyof Order;

/** A key of a plugin's configuration, and the field of the order that it comes of. */
type Setting = readonly [key: string, field: Field, otherwise?: string | number];

/** What an operator makes of a kind of order. */
interface OrderedPlugin {
  type: string;
  /** In the operator's order; a field that says nothing is left out. */
  settings: readonly Setting[];
  /** Of an operator other than that for SR-IOV. */
  isForeign?: true;
}

const PLUGINS: Readonly<Record<string, OrderedPlugin>> = {
  SriovNetwork: {
    type: "sriov",
    settings: [
      ["vlan", "vlan", 0],
      ["spoofchk", "spoofChk"],
      ["trust", "trust"],
      ["vlanQoS", "vlanQoS", 0],
      ["vlanProto", "vlanProto"],
      ["min_tx_rate", "minTxRate"],
      ["max_tx_rate", "maxTxRate"],
      ["link_state", "linkState"],
      ["logLevel", "logLevel", "info"],
      ["logFile", "logFile"],
    ],
  },
  SriovIBNetwork: { type: "ib-sriov", settings: [["link_state", "linkState"]] },
  OVSNetwork: {
    type: "ovs",
    settings: [
      ["bridge", "bridge"],
      ["vlan", "vlan"],
      ["mtu", "mtu"],
      ["interface_type", "interfaceType"],
    ],
  },
  HostDeviceNetwork: { type: "host-device", settings: [], isForeign: true },
  IPoIBNetwork: { type: "ipoib", settings: [["master", "master"]], isForeign: true },
  MacvlanNetwork: {
    type: "macvlan",
    settings: [["master", "master"], ["mode", "mode"], ["mtu", "mtu"]],
    isForeign: true,
  },
};

/** Adds the definition that the operator makes of a SriovNetwork or another order. */
export function readOrderedNetwork(source: Source, { networks, findings }: Manifests): void {
  const order = checkSource(source, networkSchema, findings);
  if (!order) return;
  const { metadata: { name, namespace = DEFAULT_NAMESPACE }, spec } = order;
  const { kind } = source.value as { kind: string };
  const plugin = PLUGINS[kind];
  if (!plugin) return;
  const annotations = new Map<string, SourceText>();
  if (spec.resourceName) {
    const prefix = plugin.isForeign ? NVIDIA_PREFIX : OPERATOR_PREFIX;
    annotations.set(
      RESOURCE_NAME,
      composedText(source, [
        { text: `${prefix}/`, from: ["spec", "resourceName"] },
        source.textAt(["spec", "resourceName"], spec.resourceName),
      ]),
    );
  }
  networks.push({
    name,
    namespace: spec.networkNamespace || (plugin.isForeign ? DEFAULT_NAMESPACE : namespace),
    annotations,
    config: configOf(name, spec, plugin, source),
    ...(plugin.isForeign ? {} : { ordered: true }),
    source,
  });
}

function configOf(
  name: string,
  spec: Order,
  { type, settings, isForeign }: OrderedPlugin,
  source: Source,
): SourceText {
  const written = (field: "capabilities" | "ipam" | "metaPlugins") =>
    spec[field] ? source.textAt(["spec", field], spec[field]) : undefined;
  const capabilities = written("capabilities");
  const ipam = written("ipam");
  const further = written("metaPlugins");
  const plain = (json: string): Piece => ({ text: json, from: ["kind"] });
  const members = membersOf([
    { key: "type", value: type, from: ["kind"] },
    ...settings.flatMap(([key, field, otherwise]) => {
      const value = spec[field] ?? otherwise;
      const isSaid = typeof value === "number" || (typeof value === "string" && value !== "");
      return isSaid ? [{ key, value, from: ["spec", field] }] : [];
    }),
    ...(capabilities
      ? [{ key: "capabilities", value: capabilities, from: ["spec", "capabilities"] }]
      : []),
    ...(ipam ? [{ key: "ipam", value: ipam, from: ["spec", "ipam"] }] : []),
  ]);
  const outer = membersOf([
    { key: "cniVersion", value: isForeign ? "0.3.1" : "1.0.0", from: ["kind"] },
    { key: "name", value: name, from: ["metadata", "name"] },
  ]);
  const end: Piece[] = ipam ? [] : [plain(',"ipam":{}')];
  return composedText(source, [
    plain("{"),
    ...outer,
    plain(further ? ',"plugins":[{' : ","),
    ...members,
    ...end,
    plain("}"),
    ...(further ? [plain(","), further, plain("]}")] : []),
  ]);
}

const policySchema = z.object({
  metadata: metadata.extend({ name: z.string() }),
  spec: z.object({
    resourceName: z.string(),
    numVfs: number,
    mtu: number,
    deviceType: text,
    isRdma: z.boolean().nullish(),
    needVhostNet: z.boolean().nullish(),
    vdpaType: text,
    linkType: text,
    nicSelector: z.object({ vendor: text, deviceID: text, pfNames: texts, rootDevices: texts })
      .nullish(),
  }),
});

/** Adds what a SriovNetworkNodePolicy makes of cards. */
export function readPolicy(source: Source, { policies, findings }: Manifests): void {
  const policy = checkSource(source, policySchema, findings);
  if (!policy) return;
  const { metadata: { name, namespace = DEFAULT_NAMESPACE }, spec } = policy;
  const { vendor, deviceID, pfNames, rootDevices } = spec.nicSelector ?? {};
  const isUserspace = spec.deviceType === "vfio-pci";
  // The type of such a device's link is not known to anybody.
  const linkType = isUserspace || !spec.linkType ? undefined : spec.linkType.toLowerCase();
  const hardware: JsonObject = {
    ...(spec.isRdma ? { isRdma: true } : {}),
    ...(spec.needVhostNet ? { needVhostNet: true } : {}),
    ...(spec.vdpaType ? { vdpaType: spec.vdpaType } : {}),
  };
  policies.push({
    name,
    namespace,
    source,
    resourceName: spec.resourceName,
    prefix: OPERATOR_PREFIX,
    functions: spec.numVfs ?? 0,
    ...(spec.mtu ? { mtu: spec.mtu } : {}),
    isUserspace,
    vendor: vendor || undefined,
    device: deviceID || undefined,
    pfNames: pfNames ?? [],
    rootDevices: rootDevices ?? [],
    linkTypes: linkType === undefined ? [] : [linkType === "ib" ? "infiniband" : "ether"],
    hardware,
  });
}
