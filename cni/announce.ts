/** Telling the network where addresses are, so that its switches and neighbours need not find out. */

import { type Netns, PacketSocket } from "../netlink/mod.ts";
import { ETH_P_ARP, ETH_P_IPV6, gratuitousArp, unsolicitedNa } from "./frames.ts";
import type { Result } from "./result.ts";

/** The interface that speaks. */
export interface Announcer {
  /** Its namespace. */
  netns: Netns;
  /** Index of the interface in `netns`. */
  index: number;
  /** Its hardware address, which must be an Ethernet one. */
  mac: string;
}

/**
 * Sends a gratuitous ARP for each IPv4 address of `ips` and an unsolicited neighbour advertisement
 * for each IPv6 address. Returns how many frames were sent: an interface that cannot send yet is no
 * error, since everything works without, only later. Throws SystemError when this process may not
 * send frames, which needs CAP_NET_RAW.
 */
export function announce(announcer: Announcer, ips: Result["ips"]): number {
  const { netns, index, mac } = announcer;
  const addresses = ips.map(({ address }) => address.slice(0, address.indexOf("/")));
  const send = (protocol: number, frames: Uint8Array[]): number => {
    if (frames.length === 0) return 0;
    using socket = PacketSocket.open({ netns, index, protocol });
    let sent = 0;
    for (const frame of frames) {
      try {
        socket.send(frame);
        sent++;
      } catch {
        // No carrier yet, or the interface went down: the next frame may do better.
      }
    }
    return sent;
  };
  const v4 = addresses.filter((address) => !address.includes(":"));
  const v6 = addresses.filter((address) => address.includes(":"));
  return send(ETH_P_ARP, v4.map((address) => gratuitousArp(mac, address))) +
    send(ETH_P_IPV6, v6.map((address) => unsolicitedNa(mac, address)));
}
