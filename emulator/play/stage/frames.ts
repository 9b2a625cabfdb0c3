/** Frames of the lab's own: numbered, so that what is lost, doubled or late is seen. */

import type { Announcement } from "../expectations/mod.ts";
import { ETH_P_ARP, ETH_P_IPV6 } from "../../../cni/mod.ts";
import {
  formatAddress,
  formatHardwareAddress,
  parseHardwareAddress,
} from "../../../netlink/mod.ts";

/** An EtherType for local experiments (IEEE 802). */
export const PROBE_PROTOCOL = 0x88b5;

/** What a probe says. */
interface Probe {
  /** Which flow it belongs to. */
  flow: number;
  /** From 0. */
  sequence: number;
}

const HEADER = 14;
const MAGIC = 0x626f6e64;
const LENGTH = 60;

/** Returns a probe as a frame. */
export function encodeProbe(
  destination: string,
  source: string,
  { flow, sequence }: Probe,
): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(LENGTH);
  frame.set([...parseHardwareAddress(destination), ...parseHardwareAddress(source)]);
  const view = new DataView(frame.buffer);
  view.setUint16(12, PROBE_PROTOCOL);
  view.setUint32(HEADER, MAGIC);
  view.setUint32(HEADER + 4, flow);
  view.setUint32(HEADER + 8, sequence);
  return frame;
}

/** Returns the probe in a frame, undefined when it is none. */
export function decodeProbe(frame: Uint8Array): Probe | undefined {
  if (frame.length < HEADER + 12) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint16(12) !== PROBE_PROTOCOL || view.getUint32(HEADER) !== MAGIC) return undefined;
  return { flow: view.getUint32(HEADER + 4), sequence: view.getUint32(HEADER + 8) };
}

const ICMPV6 = 58;
const NEIGHBOUR_ADVERTISEMENT = 136;
/** The bit "solicited" of a neighbour advertisement (RFC 4861, 4.4). */
const SOLICITED = 0x40;

/** Returns what a frame announces, undefined when it announces nothing. */
export function decodeAnnouncement(frame: Uint8Array): Announcement | undefined {
  if (frame.length < 42) return undefined;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  switch (view.getUint16(12)) {
    case ETH_P_ARP:
      return decodeArp(frame);
    case ETH_P_IPV6:
      return decodeAdvertisement(frame);
  }
  return undefined;
}

/** Sender and target are the same address (RFC 5227, 1.1), in a request or a reply. */
function decodeArp(frame: Uint8Array): Announcement | undefined {
  const sender = frame.subarray(28, 32);
  const target = frame.subarray(38, 42);
  if (!sender.every((octet, i) => octet === target[i])) return undefined;
  if (sender.every((octet) => octet === 0)) return undefined;
  return {
    kind: "arp",
    address: sender.join("."),
    mac: formatHardwareAddress(frame.subarray(22, 28)),
  };
}

function decodeAdvertisement(frame: Uint8Array): Announcement | undefined {
  if (frame.length < 78 || frame[20] !== ICMPV6) return undefined;
  if (frame[54] !== NEIGHBOUR_ADVERTISEMENT || ((frame[58] ?? 0) & SOLICITED)) return undefined;
  return {
    kind: "na",
    address: formatAddress(frame.subarray(62, 78)),
    mac: formatHardwareAddress(frame.subarray(6, 12)),
  };
}
