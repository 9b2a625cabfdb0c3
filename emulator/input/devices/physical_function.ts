/** Physical functions with everything that nobody has said about them, the same every time. */

import type { PhysicalFunction, VirtualFunction } from "../model.ts";
import { ETHERNET_MTU } from "./mtu.ts";
import { hexDigits } from "./hex_digits.ts";

const SWITCH = "switch1";
/** Intel XL710, of the device plugin's own examples. */
const DEVICE = { vendor: "8086", device: "1572", driver: "i40e" };
/** The first function's bus; the next ones follow in steps that leave room for their buses. */
const FIRST_BUS = 0x3b;
const BUS_STEP = 0x10;
const BUSES = 0x100 - FIRST_BUS;

/** The kind of a virtual function. */
export type FunctionKind =
  & Pick<VirtualFunction, "vendor" | "device" | "driver">
  & Partial<Pick<VirtualFunction, "linkType">>;

/** What is known of a physical function. */
export interface KnownFunction {
  name?: string;
  pciAddress?: string;
  placeholder?: string;
  vendor?: string;
  device?: string;
  driver?: string;
  /** Octets. */
  mtu?: number;
  mac?: string;
  /** Of each virtual function, by its index: their number is that of functions there are. */
  functions: readonly (FunctionKind & { pciAddress?: string; mtu?: number })[];
}

/** Returns the physical function with that number on its node, from 0. */
export function makePhysicalFunction(number: number, known: KnownFunction): PhysicalFunction {
  const { functions, name = `ens${number + 1}f0`, mtu = ETHERNET_MTU, ...given } = known;
  const place = number * BUS_STEP;
  const bus = `${hexDigits(Math.floor(place / BUSES), 4)}:${hexDigits(FIRST_BUS + place % BUSES)}`;
  return {
    pciAddress: `${bus}:00.0`,
    mac: `02:00:00:${hexDigits(number)}:ff:00`,
    switch: SWITCH,
    ...DEVICE,
    ...given,
    name,
    mtu,
    virtualFunctions: functions.map((kind, index) => ({
      pciAddress: `${bus}:${hexDigits(2 + (index >> 3))}.${index & 7}`,
      mtu,
      linkType: "ether",
      ...kind,
      name: `${name}v${index}`,
      index,
      mac: `02:00:00:${hexDigits(number)}:00:${hexDigits(index)}`,
    })),
  };
}
