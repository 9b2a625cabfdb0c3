/** What a physical function is told about its virtual functions, and would keep in hardware. */

import { readIfPresent, removeIfPresent } from "../../../cni/mod.ts";
import { LAB_DIR } from "./places.ts";

const DIRECTORY = `${LAB_DIR}/vf`;

/** The properties of a virtual function, as `ip link show` lists them under its physical function. */
export interface VfState {
  /** The address that the physical function gave it; "" when it gave none. */
  adminMac: string;
  /** 0 is none. */
  vlan: number;
  vlanQos: number;
  vlanProto: "802.1q" | "802.1ad";
  spoofChk: boolean;
  trust: boolean;
  linkState: "auto" | "enable" | "disable";
  /** Mbit/s, 0 is no limit. */
  minTxRate: number;
  maxTxRate: number;
}

/** How a driver leaves its virtual functions when it makes them. */
export const INITIAL_VF_STATE: Readonly<VfState> = {
  adminMac: "",
  vlan: 0,
  vlanQos: 0,
  vlanProto: "802.1q",
  spoofChk: true,
  trust: false,
  linkState: "auto",
  minTxRate: 0,
  maxTxRate: 0,
};

/**
 * Returns whether a function may use the address that it has been given only: spoof checking is on,
 * or the address is an administrator's and the function is not trusted with a change.
 */
export function hasOneAddress({ spoofChk, adminMac, trust }: VfState): boolean {
  return spoofChk || (adminMac !== "" && !trust);
}

/** Returns whether a virtual function has a carrier. */
export function hasCarrier(linkState: VfState["linkState"], connected: boolean): boolean {
  return linkState === "enable" || (linkState === "auto" && connected);
}

/** Returns the properties of the virtual function with that PCI address. */
export function readVfState(pciAddress: string): VfState {
  const text = readIfPresent(pathOf(pciAddress));
  return text === undefined ? INITIAL_VF_STATE : JSON.parse(text);
}

/** Keeps the properties of a virtual function. */
export function writeVfState(pciAddress: string, state: VfState): void {
  Deno.mkdirSync(DIRECTORY, { recursive: true });
  Deno.writeTextFileSync(pathOf(pciAddress), JSON.stringify(state));
}

/** Forgets them all, as a restart of the drivers does. */
export function forgetVfStates(): void {
  removeIfPresent(DIRECTORY, { recursive: true });
}

function pathOf(pciAddress: string): string {
  return `${DIRECTORY}/${pciAddress}.json`;
}
