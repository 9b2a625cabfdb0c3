/** The configuration of the sriov plugin, with sriov-cni's rules and its prefix for their violation. */

import { defined, isJsonObject, type JsonObject, memberOf } from "../../../../cni/mod.ts";
import { normalizeMac } from "../../../../netlink/mod.ts";

/** What the configuration asks for. Keys that are absent leave the virtual function as it is. */
export interface SriovConfig {
  /** PCI address of the virtual function. */
  deviceId: string;
  /** 0 to 4094; 0 is none. */
  vlan?: number;
  /** 0 to 7. */
  vlanQos?: number;
  vlanProto?: VlanProtocol;
  /** Lower case. */
  mac?: string;
  spoofChk?: boolean;
  trust?: boolean;
  linkState?: LinkState;
  /** Mbit/s, 0 is no limit. */
  minTxRate?: number;
  maxTxRate?: number;
}

type VlanProtocol = "802.1q" | "802.1ad";
export type LinkState = "auto" | "enable" | "disable";

/** Where a MAC address can be asked for, beside the configuration. */
export interface MacRequests {
  /** `MAC` of CNI_ARGS. */
  args?: string | undefined;
  /** `runtimeConfig.mac`. */
  runtime?: string | undefined;
}

const RATES = [0, Number.MAX_SAFE_INTEGER] as const;

/** Returns the MAC address requests of a call with `raw` and with `args`, the MAC of CNI_ARGS. */
export function macRequests(raw: JsonObject, args: string | undefined): MacRequests {
  const runtime = memberOf(raw, "runtimeConfig");
  const mac = isJsonObject(runtime) ? memberOf(runtime, "mac") : undefined;
  return { args, runtime: typeof mac === "string" ? mac : undefined };
}

/**
 * Returns the configuration in `raw`. Of the MAC addresses asked for, that of the runtime's
 * configuration wins over that of CNI_ARGS, and that over the configuration's own. Throws Error
 * beginning with "LoadConf(): ", but for what the kernel refuses, and for values of the wrong type
 * (see `refuseWrongTypes`).
 */
export function parseSriovConfig(raw: JsonObject, requests: MacRequests = {}): SriovConfig {
  const deviceId = text(raw, "deviceID");
  if (!deviceId) throw problem("deviceID", "VF pci addr is required");
  const vlan = integerIn(raw, "vlan", [0, 4094], "vlan id");
  const vlanQos = integerIn(raw, "vlanQoS", [0, 7], "vlan QoS");
  const vlanProto = parseProtocol(text(raw, "vlanProto"));
  if (vlan === undefined && (vlanQos !== undefined || vlanProto !== undefined)) {
    throw problem("vlan", "vlan id must be configured to set vlan QoS and/or vlan proto");
  }
  if (vlan === 0 && (vlanQos ?? 0) !== 0) {
    throw problem(
      "vlan",
      "non-zero vlan id must be configured to set vlan QoS to a non-zero value",
    );
  }
  if (vlan === 0 && vlanProto === "802.1ad") {
    throw problem("vlan", "non-zero vlan id must be configured to set vlan proto 802.1ad");
  }
  const linkState = text(raw, "link_state");
  if (linkState && !isLinkState(linkState)) {
    throw problem(
      "link_state",
      `invalid link_state value: ${linkState}; auto, enable and disable are possible`,
    );
  }
  const [minTxRate, maxTxRate] = ["min_tx_rate", "max_tx_rate"]
    .map((key) => integerIn(raw, key, RATES));
  if (maxTxRate && (minTxRate ?? 0) > maxTxRate) {
    // The kernel (rtnl_set_vf_rate), since Linux 5.19.
    throw new SriovConfigError(
      "min_tx_rate",
      `failed to set min_tx_rate ${minTxRate} with max_tx_rate ${maxTxRate}: invalid argument`,
    );
  }
  return defined({
    deviceId: deviceId.toLowerCase(),
    vlan,
    vlanQos,
    vlanProto,
    mac: parseMac(requests.runtime || requests.args || text(raw, "mac")),
    spoofChk: onOrOff(text(raw, "spoofchk")),
    trust: onOrOff(text(raw, "trust")),
    linkState: linkState || undefined,
    minTxRate,
    maxTxRate,
  }) as SriovConfig;
}

/**
 * Throws Error when a key has a value that sriov-cni's decoder does not take for it: no command is
 * served then, DEL neither.
 */
export function refuseWrongTypes(raw: JsonObject): void {
  const runtime = memberOf(raw, "runtimeConfig") ?? {};
  if (!isJsonObject(runtime)) {
    throw wrongType("runtimeConfig", `runtimeConfig is ${JSON.stringify(runtime)}, not an object`);
  }
  text(runtime, "mac");
  for (const key of TEXT_KEYS) text(raw, key);
  for (const key of INTEGER_KEYS) integer(raw, key);
}

const TEXT_KEYS = [
  ...["deviceID", "vlanProto", "mac", "spoofchk", "trust", "link_state", "logLevel", "logFile"],
] as const;
const INTEGER_KEYS = ["vlan", "vlanQoS", "min_tx_rate", "max_tx_rate"] as const;

/** The keys of the plugin's own. */
export const SRIOV_KEYS: readonly string[] = [
  ...TEXT_KEYS,
  ...INTEGER_KEYS,
];

/** sriov-cni takes everything but "on" as off. */
function onOrOff(word: string | undefined): boolean | undefined {
  return word ? word === "on" : undefined;
}

function parseProtocol(word: string | undefined): VlanProtocol | undefined {
  if (!word) return undefined;
  const protocol = word.toLowerCase();
  if (protocol === "802.1q" || protocol === "802.1ad") return protocol;
  throw problem(
    "vlanProto",
    `vlan proto ${JSON.stringify(word)} is invalid; 802.1q and 802.1ad are possible`,
  );
}

function parseMac(word: string | undefined): string | undefined {
  if (!word) return undefined;
  const mac = normalizeMac(word);
  if (mac !== undefined) return mac;
  throw problem(
    "mac",
    `invalid mac ${JSON.stringify(word)}: six octets such as 02:00:00:00:00:01 are due`,
  );
}

function isLinkState(word: string): word is LinkState {
  return ["auto", "enable", "disable"].includes(word);
}

/** In whatever case the key is written: "spoofChk", as the SR-IOV operator has it, is spoofchk. */
function text(raw: JsonObject, key: string): string | undefined {
  const value = memberOf(raw, key);
  if (value === undefined || typeof value === "string") return value;
  throw wrongType(key, `${key} is ${JSON.stringify(value)}, not a string`);
}

function integer(raw: JsonObject, key: string): number | undefined {
  const value = memberOf(raw, key);
  if (value === undefined || (typeof value === "number" && Number.isInteger(value))) return value;
  throw wrongType(key, `${key} is ${JSON.stringify(value)}, not an integer`);
}

function integerIn(
  raw: JsonObject,
  key: string,
  [from, to]: readonly [number, number],
  what: string = key,
): number | undefined {
  const value = integer(raw, key);
  if (value === undefined || (value >= from && value <= to)) return value;
  throw problem(key, `${what} ${value} is invalid: value must be in the range ${from}-${to}`);
}

/** A configuration that the plugin refuses. */
class SriovConfigError extends Error {
  constructor(readonly key: string, message: string) {
    super(message);
  }
}

/** Returns what the plugin refuses in `raw`, with the key at fault; undefined when it takes it. */
export function sriovRefusal(
  raw: JsonObject,
  requests: MacRequests = {},
): { key: string; message: string } | undefined {
  try {
    refuseWrongTypes(raw);
    parseSriovConfig(raw, requests);
    return undefined;
  } catch (error) {
    if (!(error instanceof SriovConfigError)) throw error;
    return { key: error.key, message: error.message };
  }
}

function problem(key: string, text: string): SriovConfigError {
  return new SriovConfigError(key, `LoadConf(): ${text}`);
}

function wrongType(key: string, text: string): SriovConfigError {
  return new SriovConfigError(key, `SetLogging(): failed to load netconf: ${text}`);
}
