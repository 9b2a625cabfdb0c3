/** What sriov-cni keeps on disk: what it did to each attachment, and which device is whose. */

import { type JsonObject, readIfPresent, removeIfPresent, spelledIn } from "../../../../cni/mod.ts";
import { isNetns } from "../../../../netlink/mod.ts";
import type { VfState } from "../../sandbox/mod.ts";
import { parseSriovConfig, type SriovConfig } from "./config.ts";

const DIRECTORY = "/var/lib/cni/sriov";

/** An attachment, as ADD leaves it for DEL. */
export interface Attached {
  config: SriovConfig;
  /** The name of the device on the node. */
  hostIfName: string;
  /** The device's address and MTU (octets) before ADD. */
  effectiveMac: string;
  mtu: number;
  /** What the physical function had been told before ADD. */
  original: VfState;
}

/** The numbers that sriov-cni writes for words: EtherTypes, and IFLA_VF_LINK_STATE_* of linux/if_link.h. */
const PROTOCOLS = { "802.1q": 0x8100, "802.1ad": 0x88a8 } as const;
const LINK_STATES = ["auto", "enable", "disable"] as const;
/** Where nobody has given the function an address. */
const NO_MAC = "00:00:00:00:00:00";

/** The function as it was, in sriov-cni's words. */
interface SavedState {
  HostIFName: string;
  SpoofChk: boolean;
  Trust: boolean;
  AdminMAC: string;
  EffectiveMAC: string;
  Vlan: number;
  VlanQoS: number;
  VlanProto: number;
  MinTxRate: number;
  MaxTxRate: number;
  LinkState: number;
  MTU: number;
}

/** Keeps what DEL will need: the network's configuration `raw`, and how everything was before. */
export function saveAttached(
  containerId: string,
  ifname: string,
  raw: JsonObject,
  { config, hostIfName, effectiveMac, mtu, original }: Attached,
): void {
  const { prevResult: _, ...network } = raw;
  const saved: SavedState = {
    HostIFName: hostIfName,
    SpoofChk: original.spoofChk,
    Trust: original.trust,
    AdminMAC: original.adminMac || NO_MAC,
    EffectiveMAC: effectiveMac,
    Vlan: original.vlan,
    VlanQoS: original.vlanQos,
    VlanProto: PROTOCOLS[original.vlanProto],
    MinTxRate: original.minTxRate,
    MaxTxRate: original.maxTxRate,
    LinkState: LINK_STATES.indexOf(original.linkState),
    MTU: mtu,
  };
  const mac = config.mac ? { [spelledIn(raw, "mac")]: config.mac } : {};
  const text = JSON.stringify({ ...network, ...mac, OrigVfState: saved });
  Deno.mkdirSync(DIRECTORY, { recursive: true, mode: 0o700 });
  Deno.writeTextFileSync(attachedPath(containerId, ifname), text, { mode: 0o600 });
}

/** Returns what ADD has left, undefined when there was none or DEL has done its work. */
export function loadAttached(containerId: string, ifname: string): Attached | undefined {
  const text = readIfPresent(attachedPath(containerId, ifname));
  return text === undefined ? undefined : parseAttached(JSON.parse(text));
}

function parseAttached(
  { OrigVfState: was, ...raw }: JsonObject & { OrigVfState: SavedState },
): Attached {
  return {
    config: parseSriovConfig(raw),
    hostIfName: was.HostIFName,
    effectiveMac: was.EffectiveMAC,
    mtu: was.MTU,
    original: {
      adminMac: was.AdminMAC === NO_MAC ? "" : was.AdminMAC,
      vlan: was.Vlan,
      vlanQos: was.VlanQoS,
      vlanProto: was.VlanProto === PROTOCOLS["802.1ad"] ? "802.1ad" : "802.1q",
      spoofChk: was.SpoofChk,
      trust: was.Trust,
      linkState: LINK_STATES[was.LinkState] ?? "auto",
      minTxRate: was.MinTxRate,
      maxTxRate: was.MaxTxRate,
    },
  };
}

/** Forgets an attachment. */
export function removeAttached(containerId: string, ifname: string): void {
  removeIfPresent(attachedPath(containerId, ifname));
}

/** Notes that a device belongs to the pod in that namespace. */
export function markInUse(pciAddress: string, netns: string): void {
  Deno.mkdirSync(`${DIRECTORY}/pci`, { recursive: true, mode: 0o700 });
  Deno.writeTextFileSync(usePath(pciAddress), netns, { mode: 0o600 });
}

/** Notes that a device is free. */
export function markFree(pciAddress: string): void {
  removeIfPresent(usePath(pciAddress));
}

/** Throws Error when a pod that still lives has the device. A note of one that does not is dropped. */
export function refuseInUse(pciAddress: string): void {
  const netns = readIfPresent(usePath(pciAddress));
  if (netns === undefined) return;
  if (isNetns(netns)) throw new Error(`pci address ${pciAddress} is already allocated`);
  markFree(pciAddress);
}

/** Holds the lock of a device until it is disposed of. */
export class DeviceLock implements Disposable {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Waits until nobody else has the lock, of this process or another. */
  static async acquire(pciAddress: string): Promise<DeviceLock> {
    const directory = `${DIRECTORY}/pci/vf_lock`;
    Deno.mkdirSync(directory, { recursive: true, mode: 0o700 });
    const file = Deno.openSync(`${directory}/${pciAddress}.lock`, { write: true, create: true });
    await file.lock(true);
    return new DeviceLock(file);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function attachedPath(containerId: string, ifname: string): string {
  return `${DIRECTORY}/${containerId}-${ifname}`;
}

function usePath(pciAddress: string): string {
  return `${DIRECTORY}/pci/${pciAddress}`;
}
