/** What commands need for a bond with addresses, which the IPAM plugin gives: a call without one does not load it. */

import {
  announce,
  configureInterface,
  type Invocation,
  type Result,
  settleAddresses,
} from "../../cni/mod.ts";
import { type Link, SystemError } from "../../netlink/mod.ts";
import type { Workplace } from "../build/mod.ts";

export {
  ipamCheck,
  ipamDel,
  ipamGc,
  ipamStatus,
  isOwnIpam,
  refuseOwnProgram,
  startIpam,
} from "../../cni/mod.ts";

/** Gives the link `index` of the container what the IPAM plugin gave, and waits until it can be used. */
export async function configure(
  { ifname, signal, log }: Invocation,
  ipam: Result,
  index: number,
  { container, containerNetns }: Workplace,
): Promise<void> {
  await configureInterface(container, ifname, ipam, { netns: containerNetns, index, signal, log });
  if (ipam.ips.some(({ address }) => address.includes(":"))) {
    await settleAddresses(container, ifname, { signal });
  }
}

/** ARPHRD_ETHER (linux/if_arp.h): on other links ARP and neighbour discovery look different. */
const ARPHRD_ETHER = 1;

/** Without an announcement everything works, only later: nothing about it fails ADD. */
export function announceFrom(
  { type, running, index, address: mac }: Link,
  { ips }: Result,
  { containerNetns: netns }: Workplace,
  { ifname, log }: Invocation,
): void {
  if (type !== ARPHRD_ETHER) return;
  if (!running) {
    log(
      `${ifname} has no carrier yet, so nobody hears its addresses announced: waitForCarrier has ` +
        "ADD wait for it",
    );
  }
  try {
    announce({ netns, index, mac }, ips);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const remedy = error.code === "EPERM" ? "; the plugin needs CAP_NET_RAW for that" : "";
    log(`the addresses of ${ifname} are not announced: ${error.message}${remedy}`);
  }
}
