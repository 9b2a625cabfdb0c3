/** The rules of plugins about values that have their type. */

import { isJsonObject, type JsonObject, memberOf } from "../../../cni/mod.ts";
import { isLinkName, isPciAddress, normalizeMac } from "../../../netlink/mod.ts";
import { sysctlParts } from "./sysctls.ts";

/** What a plugin refuses of its configuration, with the key as the plugin spells it. */
export interface Refusal {
  key: string;
  message: string;
  hint: string;
}

/** IEEE 802.1Q: 4095 is reserved. */
const LAST_VLAN = 4094;

/** Refuses what is no VLAN. */
export function outOfRange(config: JsonObject, key: string): Refusal | undefined {
  const number = Number(memberOf(config, key) ?? 0);
  if (number >= 0 && number <= LAST_VLAN) return undefined;
  return {
    key,
    message: `${key} ${number} is no VLAN`,
    hint: `write a number from 0 to ${LAST_VLAN}`,
  };
}

/** Refuses what is none of `modes`. */
export function unknownMode(config: JsonObject, modes: readonly string[]): Refusal | undefined {
  const mode = memberOf(config, "mode") ?? "";
  if (mode === "" || modes.includes(String(mode))) return undefined;
  return {
    key: "mode",
    message: `there is no mode ${JSON.stringify(mode)}`,
    hint: `write one of ${modes.join(", ")}`,
  };
}

/** The kernel's least and most for Ethernet (ETH_MIN_MTU, ETH_MAX_MTU). */
const [LEAST_MTU, LARGEST_MTU] = [68, 65535];

/** Refuses an MTU that no interface has; 0 leaves it to the plugin. */
export function impossibleMtu(config: JsonObject): Refusal | undefined {
  const mtu = Number(memberOf(config, "mtu") ?? 0);
  if (mtu <= 0 || (mtu >= LEAST_MTU && mtu <= LARGEST_MTU)) return undefined;
  return {
    key: "mtu",
    message: `no interface has an MTU of ${mtu}`,
    hint: `write a number from ${LEAST_MTU} to ${LARGEST_MTU}, or leave mtu out`,
  };
}

/** Refuses a negative MTU. */
export function negativeMtu(config: JsonObject): Refusal | undefined {
  const mtu = Number(memberOf(config, "mtu") ?? 0);
  if (mtu >= 0) return undefined;
  return { key: "mtu", message: `${mtu} is no MTU`, hint: "leave mtu out, or correct it" };
}

/** Refuses what is no MAC address. */
export function noAddress(config: JsonObject, key = "mac"): Refusal | undefined {
  const mac = memberOf(config, key) ?? "";
  if (mac === "" || normalizeMac(String(mac)) !== undefined) return undefined;
  return {
    key,
    message: `${key} ${JSON.stringify(mac)} is no MAC address`,
    hint: "write six octets, such as 02:00:00:00:00:01",
  };
}

/** Refuses what no link is called. Placeholders are told of elsewhere. */
export function noLink(config: JsonObject, key: string): Refusal | undefined {
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
    hint: "write the name of a link, such as ens1f0",
  };
}

/** Refuses what is no address of a PCI device. */
export function noCard(config: JsonObject): Refusal | undefined {
  const address = String(memberOf(config, "pciBusID") ?? "");
  if (address === "" || isPciAddress(address) || /[<>{}$]/.test(address)) return undefined;
  return {
    key: "pciBusID",
    message: `no device is called ${JSON.stringify(address)} in /sys/bus/pci/devices`,
    hint: "write it as the kernel does, in lower case and with the domain, such as 0000:5e:00.1",
  };
}

/** Refuses what tells no link of the node; of several keys that do the plugin goes by the first. */
export function noHostDevice(config: JsonObject): Refusal | undefined {
  if (memberOf(config, "device")) return noLink(config, "device");
  return memberOf(config, "hwaddr") ? noAddress(config, "hwaddr") : noDevicePath(config);
}

/** Refuses what is no folder of a device in sysfs, where its folder net names the link. */
function noDevicePath(config: JsonObject): Refusal | undefined {
  const path = String(memberOf(config, "kernelpath") ?? "");
  if (path === "" || /[<>{}$]/.test(path)) return undefined;
  if (/^\/sys\/devices\/(?!.*\/net(\/|$))/.test(path)) return undefined;
  return {
    key: "kernelpath",
    message: `kernelpath ${JSON.stringify(path)} is no folder of a device below /sys/devices`,
    hint: "write the device's own, such as /sys/devices/pci0000:5d/0000:5d:00.0/0000:5e:00.0",
  };
}

/** Refuses a rate without a burst, which has no effect, and the other way round. */
export function unpaired(config: JsonObject, direction: "ingress" | "egress"): Refusal | undefined {
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

/** Refuses what is not of the network. */
export function foreignSysctl(config: JsonObject): Refusal | undefined {
  const sysctl = memberOf(config, "sysctl");
  const keys = isJsonObject(sysctl) ? Object.keys(sysctl) : [];
  const foreign = keys.find((key) => {
    const [first, ...others] = sysctlParts(key, "");
    return first !== "net" || others.length === 0;
  });
  if (foreign === undefined) return undefined;
  return {
    key: "sysctl",
    message: `tuning sets what begins with net. alone, and ${foreign} does not`,
    hint: "remove it; the securityContext of a pod has other sysctls",
  };
}

/** Refuses a bridge's two ways to have frames go back where they came from, together. */
export function hairpinAndPromiscuous(config: JsonObject): Refusal | undefined {
  if (memberOf(config, "hairpinMode") !== true || memberOf(config, "promiscMode") !== true) {
    return undefined;
  }
  return {
    key: "promiscMode",
    message: "bridge takes no hairpinMode together with promiscMode",
    hint: "set one of them only",
  };
}

/** Refuses a configuration without a `key` of that plugin, for which `example` could stand. */
export function lacking(
  config: JsonObject,
  plugin: string,
  key: string,
  example: string,
): Refusal | undefined {
  if (memberOf(config, key)) return undefined;
  return { key, message: `${plugin} has no ${key}`, hint: `write "${key}": "${example}"` };
}
