/** For tests: a small node, and frames. */

import { listLinks, type Rtnetlink } from "../../../netlink/mod.ts";
import type { NodeModel, PhysicalFunction } from "../../input/model.ts";

/** BR_STATE_FORWARDING of linux/if_bridge.h. */
const FORWARDING = 3;

/** Returns a node with two physical functions of two virtual functions each, on one switch. */
export function smallNode(): NodeModel {
  return {
    physicalFunctions: [physical("ens1f0", 0), physical("ens1f1", 1)],
    nics: [],
    switches: [{ name: "switch" }],
    hosts: [],
  };
}

function physical(name: string, number: number): PhysicalFunction {
  return {
    name,
    pciAddress: `0000:3b:00.${number}`,
    vendor: "8086",
    device: "1572",
    driver: "i40e",
    mtu: 1500,
    mac: `02:00:00:0${number}:00:ff`,
    switch: "switch",
    virtualFunctions: [0, 1].map((index) => ({
      name: `${name}v${index}`,
      pciAddress: `0000:3b:0${2 + number * 4}.${index}`,
      index,
      vendor: "8086",
      device: "154c",
      driver: "iavf",
      mac: `02:00:00:0${number}:00:0${index}`,
      mtu: 1500,
      linkType: "ether",
    })),
  };
}

/** Returns a broadcast frame from `source`, of the smallest length. `protocol` is an EtherType. */
export function frameOf(source: string, protocol: number): Uint8Array<ArrayBuffer> {
  const octets = (mac: string) => mac.split(":").map((octet) => parseInt(octet, 16));
  return Uint8Array.from([
    ...octets("ff:ff:ff:ff:ff:ff"),
    ...octets(source),
    protocol >> 8,
    protocol & 0xff,
    ...new Array(46).fill(0),
  ]);
}

/**
 * Waits until ports forward frames: a bridge hears of the carrier of a port from the kernel's link
 * watch, which is up to a second late.
 */
export async function portsForward(fabric: Rtnetlink): Promise<void> {
  const waiting = () =>
    listLinks(fabric).some(({ running, bridgePort }) =>
      running && bridgePort !== undefined && bridgePort.state !== FORWARDING
    );
  while (waiting()) await new Promise((resolve) => setTimeout(resolve, 10));
}
