/** An address that no host of its network has. */

import {
  type Address,
  boundsOf,
  formatAddress,
  type GivenAddress,
  readAddress,
} from "../ipam/mod.ts";
import { aboutConfig, addressesIn, type LintInput, type Report } from "../lint/mod.ts";
import { variation } from "./example.ts";
import { defineRule } from "./rule.ts";

const addressed = (address: string) =>
  variation({ bond: `"ipam": {"type": "static", "addresses": [{"address": "${address}"}]}` });

/** The finding `address-unfit`. */
export const addressUnfit = defineRule({
  code: "address-unfit",
  severity: "warning",
  replay: "all",
  title: "an address that no host of its network has",
  why: "The kernel takes it, and others do not: the first and the last address of an IPv4 subnet " +
    "stand for the subnet and for all of its hosts, 127.0.0.0/8 never leaves the pod, 224.0.0.0 " +
    "and beyond are of groups, and a gateway that is the pod itself leads nowhere.",
  remedy: "Give an address between the first and the last of the subnet, and another host's as " +
    "gateway.",
  wrong: addressed("10.56.217.255/24"),
  right: addressed("10.56.217.9/24"),
  inInput: check,
});

function check(input: LintInput): Report[] {
  return addressesIn(input).flatMap(({ context, use, grant }) =>
    (grant?.ips ?? []).flatMap((ip) => faultOf(ip) ?? []).map((fault) =>
      aboutConfig(context, use, ["ipam"], {
        message: `${use.delegate.network}: ${fault}`,
        hint: "name an address that a host of the subnet can have",
      })
    )
  );
}

/** The shortest prefix whose subnet has no address for all its hosts (RFC 3021). */
const POINT_TO_POINT = 31;

function faultOf(ip: GivenAddress): string | undefined {
  const text = `${formatAddress(ip)}/${ip.prefix}`;
  const own = ip.family === 4 ? roleOf(ip, ip) : undefined;
  if (own !== undefined) return `${text} is ${own}`;
  const gateway = ip.gateway === undefined ? undefined : readAddress(ip.gateway);
  if (gateway?.family !== ip.family) return undefined;
  if (gateway.number === ip.number) return `${text} is its own gateway`;
  const role = ip.family === 4 ? roleOf(ip, gateway) : undefined;
  return role === undefined ? undefined : `the gateway ${ip.gateway} of ${text} is ${role}`;
}

/** What an IPv4 address stands for, if it is not for a host. */
function roleOf(subnet: GivenAddress, { number }: Address): string | undefined {
  const octet = Number(number >> 24n);
  if (octet === 0) return "no address of a host";
  if (octet === 127) return "an address that never leaves the pod";
  if (octet >= 224) return "no address of a single host";
  const { first, last } = boundsOf(subnet);
  if (subnet.prefix >= POINT_TO_POINT) return undefined;
  if (number === first) return "the address of the subnet itself";
  return number === last ? "the address of all hosts of the subnet" : undefined;
}
