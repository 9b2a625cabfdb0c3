/** What is known of plugins of other projects beside what their programs tell: a row for each type. */

import type { JsonObject } from "../../../cni/mod.ts";
import type { Fields } from "./decoding.ts";
import {
  foreignSysctl,
  hairpinAndPromiscuous,
  impossibleMtu,
  lacking,
  negativeMtu,
  noAddress,
  noCard,
  noHostDevice,
  noLink,
  outOfRange,
  type Refusal,
  unknownMode,
  unpaired,
} from "./rules.ts";

/** What a chain can tell of a plugin. All of it is about its own configuration. */
interface PluginTraits {
  /** The key that names the link that it takes, or makes its interface on. */
  readonly link?: string;
  /** Without a name there, it is the link of the node's default route. */
  readonly orDefaultRoute?: true;
  /** What it makes of the name that it is given: an interface, or none. */
  readonly makes?: "interface" | "nothing";
  /** It makes an interface on that link, which may also be one of the container. */
  readonly isUpper?: true;
  /** It makes its interface with the MTU of its configuration. */
  readonly setsMtu?: true;
  /** Its result has no addresses but those of its IPAM. */
  readonly addressesOfIpamOnly?: true;
  /** It gives up without an IPAM plugin, its own or, where it changes what others have made, one before it. */
  readonly needsAddresses?: true;
  /** It changes what others have made, and asks nobody for addresses. */
  readonly isMeta?: true;
  /** It gives up where no other has been before it. */
  readonly needsPredecessor?: true;
  /** It has netfilter change addresses or ports, or drop frames. */
  readonly usesNetfilter?: true;
  /** The service that it needs on the node: its own program, called with these arguments. */
  readonly daemon?: {
    readonly args: readonly string[];
    readonly pidFile: string;
    readonly ready: string;
  };
  /** The keys that it takes, where that is known (containernetworking/plugins 1.1 to 1.9). */
  readonly fields?: Fields;
  /** The keys that it takes of runtimeConfig; absent where it does not look there. */
  readonly runtime?: Fields;
  /** Returns what it refuses of values that have their type. */
  refuses?(config: JsonObject): Refusal | undefined;
}

const META = { isMeta: true, needsPredecessor: true } as const;
const INTERFACE = { makes: "interface" } as const;
const NOTHING = { makes: "nothing" } as const;
const UPPER = {
  ...INTERFACE,
  link: "master",
  isUpper: true,
  setsMtu: true,
  addressesOfIpamOnly: true,
} as const;
const UPPER_FIELDS = { master: "text", mtu: "whole", linkInContainer: "flag" } as const;
const GIVEN_MAC = { mac: "text" } as const;

const PLUGINS: Readonly<Record<string, PluginTraits>> = {
  bandwidth: {
    ...META,
    fields: {
      ingressRate: "amount",
      ingressBurst: "amount",
      egressRate: "amount",
      egressBurst: "amount",
      shapedSubnets: "texts",
      unshapedSubnets: "texts",
    },
    refuses: (config) => unpaired(config, "ingress") ?? unpaired(config, "egress"),
  },
  bond: { ...INTERFACE, addressesOfIpamOnly: true },
  bridge: {
    ...INTERFACE,
    runtime: GIVEN_MAC,
    setsMtu: true,
    fields: {
      bridge: "text",
      mtu: "whole",
      vlan: "whole",
      isGateway: "flag",
      isDefaultGateway: "flag",
      forceAddress: "flag",
      ipMasq: "flag",
      hairpinMode: "flag",
      promiscMode: "flag",
      enabledad: "flag",
      vlanTrunk: "objects",
      preserveDefaultVlan: "flag",
      macspoofchk: "flag",
      disableContainerInterface: "flag",
      portIsolation: "flag",
      ipMasqBackend: "text",
    },
    refuses: (config) =>
      outOfRange(config, "vlan") ?? impossibleMtu(config) ?? noLink(config, "bridge") ??
        hairpinAndPromiscuous(config),
  },
  dhcp: {
    ...NOTHING,
    daemon: {
      args: ["daemon", "-pidfile", "/run/cni/dhcp.pid"],
      pidFile: "/run/cni/dhcp.pid",
      ready: "/run/cni/dhcp.sock",
    },
  },
  dummy: { ...INTERFACE, needsAddresses: true, fields: {} },
  firewall: {
    ...META,
    usesNetfilter: true,
    fields: {
      backend: "text",
      iptablesAdminChainName: "text",
      firewalldZone: "text",
      ingressPolicy: "text",
    },
  },
  "host-device": {
    ...INTERFACE,
    runtime: { deviceID: "text" },
    link: "device",
    addressesOfIpamOnly: true,
    fields: { device: "text", hwaddr: "text", kernelpath: "text", pciBusID: "text" },
    refuses: (config) => noCard(config) ?? noHostDevice(config),
  },
  "host-local": NOTHING,
  ipvlan: {
    ...UPPER,
    orDefaultRoute: true,
    needsAddresses: true,
    fields: { ...UPPER_FIELDS, mode: "text" },
    refuses: (config) =>
      noLink(config, "master") ?? unknownMode(config, ["l2", "l3", "l3s"]) ?? impossibleMtu(config),
  },
  loopback: NOTHING,
  macvlan: {
    ...UPPER,
    runtime: GIVEN_MAC,
    orDefaultRoute: true,
    fields: { ...UPPER_FIELDS, mode: "text", mac: "text", bcqueuelen: "amount" },
    refuses: (config) =>
      noLink(config, "master") ??
        unknownMode(config, ["bridge", "private", "vepa", "passthru"]) ?? noAddress(config) ??
        impossibleMtu(config) ?? negativeMtu(config),
  },
  portmap: {
    ...META,
    runtime: { portMappings: "objects" },
    usesNetfilter: true,
    fields: {
      snat: "flag",
      markMasqBit: "whole",
      masqAll: "flag",
      backend: "text",
      externalSetMarkChain: "text",
      conditionsV4: "texts",
      conditionsV6: "texts",
    },
  },
  ptp: {
    ...INTERFACE,
    setsMtu: true,
    needsAddresses: true,
    fields: { ipMasq: "flag", ipMasqBackend: "text", mtu: "whole" },
    refuses: impossibleMtu,
  },
  sbr: { ...META, needsAddresses: true, fields: { table: "whole" } },
  sriov: { ...INTERFACE, addressesOfIpamOnly: true, fields: {} },
  static: NOTHING,
  tap: INTERFACE,
  tuning: {
    ...META,
    runtime: GIVEN_MAC,
    fields: {
      sysctl: "textByKey",
      mac: "text",
      mtu: "whole",
      promisc: "flag",
      allmulti: "flag",
      txQLen: "amount",
      dataDir: "text",
    },
    refuses: (config) =>
      foreignSysctl(config) ?? noAddress(config) ?? impossibleMtu(config) ?? negativeMtu(config),
  },
  vlan: {
    ...UPPER,
    needsAddresses: true,
    fields: { ...UPPER_FIELDS, vlanId: "whole" },
    refuses: (config) =>
      lacking(config, "vlan", "master", "bond0") ?? noLink(config, "master") ??
        outOfRange(config, "vlanId") ?? negativeMtu(config),
  },
  vrf: {
    ...META,
    fields: { vrfname: "text", table: "amount" },
    refuses: (config) => lacking(config, "vrf", "vrfname", "blue") ?? noLink(config, "vrfname"),
  },
};

/** The types that something is known of. */
export const KNOWN_TYPES: readonly string[] = Object.keys(PLUGINS);

/** Returns what is known of plugins of `type`; nothing of what is none. */
export function traitsOf(type: unknown): PluginTraits {
  return typeof type === "string" && Object.hasOwn(PLUGINS, type) ? PLUGINS[type] ?? {} : {};
}
