/** The rules of each reference plugin, but for those of addresses. */

import { type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import { isLinkName, isPciAddress, normalizeMac } from "../../../netlink/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { type Fields, wrongTypeIn } from "./decoding.ts";

/** What a plugin refuses. */
export interface StockRefusal {
  /** From the plugin's configuration. */
  path: Path;
  message: string;
  hint: string;
}

/** One plugin. */
interface StockPlugin {
  fields: Fields;
  /** Returns what it refuses of values that have their type. */
  refuses?(config: JsonObject): Omit<StockRefusal, "path"> & { key: string } | undefined;
  /** It gives up without an IPAM plugin. */
  needsAddresses?: true;
  /** It changes what another has made, and gives up where nothing has been. */
  needsPredecessor?: true;
}

/** Of every configuration. */
const COMMON: Fields = { capabilities: "flagByKey" };
/** Of "dns", of every configuration. */
const DNS: Fields = { nameservers: "texts", domain: "text", search: "texts", options: "texts" };

const UPPER: Fields = { master: "text", mtu: "whole", linkInContainer: "flag" };

const PLUGINS: Readonly<Record<string, StockPlugin>> = {
  bandwidth: {
    fields: {
      ingressRate: "amount",
      ingressBurst: "amount",
      egressRate: "amount",
      egressBurst: "amount",
    },
    refuses: (config) => unpaired(config, "ingress") ?? unpaired(config, "egress"),
    needsPredecessor: true,
  },
  bridge: {
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
    },
    refuses: (config) =>
      outOfRange(config, "vlan") ?? impossibleMtu(config) ?? noLink(config, "bridge") ??
        (memberOf(config, "hairpinMode") === true && memberOf(config, "promiscMode") === true
          ? {
            key: "promiscMode",
            message: "bridge takes no hairpinMode together with promiscMode",
            hint: "set one of them only",
          }
          : undefined),
  },
  dummy: { fields: {}, needsAddresses: true },
  firewall: { fields: { backend: "text" }, needsPredecessor: true },
  "host-device": {
    fields: { device: "text", hwaddr: "text", kernelpath: "text", pciBusID: "text" },
    refuses: (config) => noLink(config, "device") ?? noAddress(config, "hwaddr") ?? noCard(config),
  },
  ipvlan: {
    fields: { ...UPPER, mode: "text" },
    refuses: (config) =>
      noLink(config, "master") ?? unknownMode(config, ["l2", "l3", "l3s"]) ?? impossibleMtu(config),
    needsAddresses: true,
  },
  macvlan: {
    fields: { ...UPPER, mode: "text", mac: "text" },
    refuses: (config) =>
      noLink(config, "master") ??
        unknownMode(config, ["bridge", "private", "vepa", "passthru"]) ?? noAddress(config) ??
        impossibleMtu(config) ?? negativeMtu(config),
  },
  portmap: { fields: { snat: "flag", markMasqBit: "whole" }, needsPredecessor: true },
  ptp: { fields: { ipMasq: "flag", mtu: "whole" }, refuses: impossibleMtu, needsAddresses: true },
  sbr: { fields: {}, needsPredecessor: true },
  sriov: { fields: {} },
  tuning: {
    fields: {
      sysctl: "textByKey",
      mac: "text",
      mtu: "whole",
      promisc: "flag",
      allmulti: "flag",
      dataDir: "text",
    },
    refuses: (config) =>
      foreignSysctl(config) ?? noAddress(config) ?? impossibleMtu(config) ?? negativeMtu(config),
    needsPredecessor: true,
  },
  vlan: {
    fields: { ...UPPER, vlanId: "whole" },
    refuses: (config) =>
      memberOf(config, "master")
        ? noLink(config, "master") ?? outOfRange(config, "vlanId") ?? negativeMtu(config)
        : { key: "master", message: "vlan has no master", hint: 'write "master": "bond0"' },
    needsAddresses: true,
  },
  vrf: {
    fields: { vrfname: "text", table: "amount" },
    refuses: (config) =>
      memberOf(config, "vrfname")
        ? undefined
        : { key: "vrfname", message: "vrf has no vrfname", hint: 'write "vrfname": "blue"' },
    needsPredecessor: true,
  },
};

/** Returns what the plugin refuses in `config`; undefined where it takes it, or its rules are not known. */
export function stockRefusal(type: string, config: JsonObject): StockRefusal | undefined {
  const plugin = pluginOf(type);
  if (!plugin) return undefined;
  const wrong = wrongTypeIn(config, { ...COMMON, ...plugin.fields });
  if (wrong) return { ...wrong, path: [wrong.key] };
  const dns = memberOf(config, "dns");
  const inDns = wrongTypeIn(isObject(dns) ? dns : {}, DNS);
  if (inDns) return { ...inDns, path: [spelledIn(config, "dns"), inDns.key] };
  const refused = plugin.refuses?.(config);
  return refused && { ...refused, path: [spelledIn(config, refused.key)] };
}

/** Whether the plugin gives up without an IPAM plugin. */
export function needsAddresses(type: string): boolean {
  return pluginOf(type)?.needsAddresses ?? false;
}

/** Whether the plugin gives up where no other has been before it. */
export function needsPredecessor(type: string): boolean {
  return pluginOf(type)?.needsPredecessor ?? false;
}

function pluginOf(type: string): StockPlugin | undefined {
  return Object.hasOwn(PLUGINS, type) ? PLUGINS[type] : undefined;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** IEEE 802.1Q: 4095 is reserved. */
const LAST_VLAN = 4094;

function outOfRange(config: JsonObject, key: string) {
  const number = Number(memberOf(config, key) ?? 0);
  if (number >= 0 && number <= LAST_VLAN) return undefined;
  return {
    key,
    message: `${key} ${number} is no VLAN`,
    hint: `write a number from 0 to ${LAST_VLAN}`,
  };
}

function unknownMode(config: JsonObject, modes: readonly string[]) {
  const mode = memberOf(config, "mode") ?? "";
  if (mode === "" || modes.includes(String(mode))) return undefined;
  return {
    key: "mode",
    message: `there is no mode ${JSON.stringify(mode)}`,
    hint: `write one of ${modes.join(", ")}`,
  };
}

/** The kernel's least and most for Ethernet (ETH_MIN_MTU, ETH_MAX_MTU). 0 leaves it to the plugin. */
const [LEAST_MTU, LARGEST_MTU] = [68, 65535];

function impossibleMtu(config: JsonObject) {
  const mtu = Number(memberOf(config, "mtu") ?? 0);
  if (mtu <= 0 || (mtu >= LEAST_MTU && mtu <= LARGEST_MTU)) return undefined;
  return {
    key: "mtu",
    message: `no interface has an MTU of ${mtu}`,
    hint: `write a number from ${LEAST_MTU} to ${LARGEST_MTU}, or leave mtu out`,
  };
}

function negativeMtu(config: JsonObject) {
  const mtu = Number(memberOf(config, "mtu") ?? 0);
  if (mtu >= 0) return undefined;
  return { key: "mtu", message: `${mtu} is no MTU`, hint: "leave mtu out, or correct it" };
}

function noAddress(config: JsonObject, key = "mac") {
  const mac = memberOf(config, key) ?? "";
  if (mac === "" || normalizeMac(String(mac)) !== undefined) return undefined;
  return {
    key,
    message: `${key} ${JSON.stringify(mac)} is no MAC address`,
    hint: "write six octets, such as 02:00:00:00:00:01",
  };
}

/** Placeholders are told of elsewhere. */
function noLink(config: JsonObject, key: string) {
  const name = memberOf(config, key) ?? "";
  if (name === "" || (isLinkName(name) && name !== "lo") || /[<>{}$]/.test(String(name))) {
    return undefined;
  }
  return {
    key,
    message: name === "lo"
      ? `${key} is lo, which every namespace keeps for itself`
      : `no link is called ${
        JSON.stringify(name)
      }: names have at most 15 octets, without blanks, / and :`,
    hint: "name a link of the node, such as ens1f0",
  };
}

function noCard(config: JsonObject) {
  const address = String(memberOf(config, "pciBusID") ?? "");
  if (address === "" || isPciAddress(address) || /[<>{}$]/.test(address)) return undefined;
  return {
    key: "pciBusID",
    message: `no device is called ${JSON.stringify(address)} in /sys/bus/pci/devices`,
    hint: "write it as the kernel does, in lower case and with the domain, such as 0000:5e:00.1",
  };
}

/** A rate has no effect without a burst, and the other way round. */
function unpaired(config: JsonObject, direction: "ingress" | "egress") {
  const [rate, burst] = [`${direction}Rate`, `${direction}Burst`];
  const [hasRate, hasBurst] = [memberOf(config, rate), memberOf(config, burst)].map(Boolean);
  if (hasRate === hasBurst) return undefined;
  const [given, missing] = hasRate ? [rate, burst] : [burst, rate];
  return {
    key: given,
    message: `${given} is set, and ${missing} is not`,
    hint: `set ${missing}, too`,
  };
}

function foreignSysctl(config: JsonObject) {
  const sysctl = memberOf(config, "sysctl");
  const keys = isObject(sysctl) ? Object.keys(sysctl) : [];
  const foreign = keys.find((key) => !/^net[./]/.test(key));
  if (foreign === undefined) return undefined;
  return {
    key: "sysctl",
    message: `tuning sets what begins with net. alone, and ${foreign} does not`,
    hint: "remove it; the securityContext of a pod has other sysctls",
  };
}
