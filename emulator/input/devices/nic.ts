/** Plain network cards. */

import type { Nic } from "../model.ts";
import { ETHERNET_MTU } from "./mtu.ts";
import { hexDigits } from "./hex_digits.ts";

/** Plain NICs have addresses of their own, apart from those of physical functions. */
const BUS = 0x18;

/** Returns the node's `number`-th NIC, from 0. What is not given is the same every time. */
export function makeNic(
  number: number,
  { name, mtu = ETHERNET_MTU, ...given }: Partial<Nic> & Pick<Nic, "name" | "switch">,
): Nic {
  return {
    name,
    pciAddress: given.pciAddress ?? `0000:${hexDigits(BUS + number)}:00.0`,
    mac: given.mac ?? `02:00:01:00:00:${hexDigits(number)}`,
    mtu,
    switch: given.switch,
    defaultRoute: given.defaultRoute ?? false,
  };
}
