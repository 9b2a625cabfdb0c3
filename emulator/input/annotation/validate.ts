/** What Multus checks of an element, in either form, before it looks for the network. */

import { normalizeMac, parseAddress, parseCidr } from "../../../netlink/mod.ts";
import { parses } from "../words/mod.ts";
import { AnnotationError, keyPlace, type SelectionElement } from "./element.ts";

/** Octets of the hardware addresses that Go knows: Ethernet's, EUI-64, InfiniBand's. */
const LENGTHS = [6, 8, 20];

/** Throws AnnotationError for the first address that is none. */
export function validateElement(element: SelectionElement): void {
  const { mac, infinibandGuid, ips, defaultRoute = [] } = element;
  for (const [key, address] of [["mac", mac], ["infiniband-guid", infinibandGuid]] as const) {
    if (address !== "" && LENGTHS.every((octets) => normalizeMac(address, octets) === undefined)) {
      throw wrong(element, key, address, "a hardware address (6, 8 or 20 octets) is due");
    }
  }
  for (const ip of ips) {
    const parse = ip.includes("/") ? parseCidr : parseAddress;
    if (!parses(parse, ip)) throw wrong(element, "ips", ip, "an IP address is due, or a CIDR");
  }
  for (const gateway of defaultRoute) {
    if (!parses(parseAddress, gateway)) {
      throw wrong(element, "default-route", gateway, "the IP address of a gateway is due");
    }
  }
}

function wrong(
  { name, place }: SelectionElement,
  key: string,
  value: string,
  due: string,
): AnnotationError {
  return new AnnotationError(`network ${name}: ${key} "${value}": ${due}`, keyPlace(place, key));
}
