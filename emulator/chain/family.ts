import { parseAddress } from "../../netlink/mod.ts";

/** Returns the family of an address that is known to be one. */
export function familyOfAddress(address: string): 4 | 6 {
  return parseAddress(address).family;
}
