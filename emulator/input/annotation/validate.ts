/** What Multus checks of an element, in either form, before it looks for the network. */

import { parseAddress, parseCidr } from "../../../netlink/mod.ts";
import { AnnotationError, keyPlace, type SelectionElement } from "./element.ts";

/** 6, 8 or 20 octets: two digits each with one kind of separator, or four with dots. */
const HARDWARE_ADDRESSES = [6, 8, 20].flatMap((octets) => [
  new RegExp(`^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\\1){${octets - 2}}[0-9a-f]{2}$`, "i"),
  new RegExp(`^(?:[0-9a-f]{4}\\.){${octets / 2 - 1}}[0-9a-f]{4}$`, "i"),
]);

/** Throws AnnotationError for the first address that is none. */
export function validateElement(element: SelectionElement): void {
  const { mac, infinibandGuid, ips, defaultRoute = [] } = element;
  for (const [key, address] of [["mac", mac], ["infiniband-guid", infinibandGuid]] as const) {
    if (address !== "" && !HARDWARE_ADDRESSES.some((pattern) => pattern.test(address))) {
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

function parses(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
