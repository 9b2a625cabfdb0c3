/** Selecting links by what no machine of the tests has: PCI devices, played by a kernel that is a function. */

import assert from "node:assert/strict";
import { type Rtnetlink, Writer } from "../../netlink/mod.ts";
import { playedNamespaces } from "../../netlink/testing_links.ts";
import { acknowledge, done, fakeRtnetlink, reply } from "../../netlink/testing.ts";
import { parseBondConfig } from "../config/mod.ts";
import { BondErrorCode } from "../errors.ts";
import { accepted } from "../testing_config.ts";
import { findLinks, linkWarnings } from "./links.ts";

interface Device {
  index: number;
  name: string;
  pciAddress: string;
}

/** IFLA_IFNAME, IFLA_ADDRESS, IFLA_PARENT_DEV_NAME and IFLA_PARENT_DEV_BUS_NAME of linux/if_link.h. */
const [IFNAME, ADDRESS, PARENT_DEV_NAME, PARENT_DEV_BUS_NAME] = [3, 1, 56, 57] as const;
const RTM_NEWLINK = 16;
const ARPHRD_ETHER = 1;
const NLM_F_MULTI = 2;
const NLM_F_DUMP = 0x300;
const ENODEV = 19;

/** A container whose links are these devices. */
function containerWith(devices: readonly Device[]): Rtnetlink {
  const describe = ({ index, name, pciAddress }: Device) => {
    const header = new Uint8Array(16);
    const view = new DataView(header.buffer);
    view.setUint16(2, ARPHRD_ETHER, true);
    view.setInt32(4, index, true);
    const attributes = new Writer()
      .text(IFNAME, name)
      .bytes(ADDRESS, Uint8Array.of(2, 0, 0, 0, 0, index))
      .text(PARENT_DEV_NAME, pciAddress)
      .text(PARENT_DEV_BUS_NAME, "pci")
      .finish();
    return Uint8Array.of(...header, ...attributes);
  };
  const list = devices.map((device) => ({
    type: RTM_NEWLINK,
    flags: NLM_F_MULTI,
    payload: describe(device),
  }));
  return fakeRtnetlink((request) =>
    // The bond itself is asked for by its name, and is not there yet.
    request.flags & NLM_F_DUMP
      ? [reply(request, ...list), done(request)]
      : [acknowledge(request, ENODEV)]
  );
}

function select(devices: readonly Device[], links: readonly unknown[]) {
  const { config } = parseBondConfig({
    cniVersion: "1.0.0",
    name: "net",
    type: "bond",
    dns: {},
    runtimeConfig: {},
    args: {},
    capabilities: {},
    raw: { mode: "active-backup", miimon: 100, linksInContainer: true, links },
  });
  using container = containerWith(devices);
  using host = containerWith([]);
  return findLinks(config, "bond0", { host, container }).map(({ link, containerName }) =>
    `${link.index} ${link.name} ${containerName}`
  );
}

const DEVICES = [
  { index: 7, name: "net1", pciAddress: "0000:3b:02.0" },
  { index: 8, name: "net2", pciAddress: "0000:3b:02.1" },
  { index: 9, name: "net3", pciAddress: "0000:4b:02.0" },
];

Deno.test("links are selected by the PCI addresses of their devices, in the order of the configuration", () => {
  const links = [{ pciAddress: "0000:4B:02.0" }, { deviceID: "0000:3b:02.0" }];
  assert.deepEqual(select(DEVICES, links), ["9 net3 net3", "7 net1 net1"]);
});

Deno.test("one device under two addresses is no bond, and a device that is not there is named", () => {
  assert.throws(
    () => select(DEVICES, [{ pciAddress: "0000:3b:02.1" }, { mac: "02:00:00:00:00:08" }]),
    { code: BondErrorCode.LinkUnfit, message: /link net2 is selected twice/ },
  );
  assert.throws(
    () => select(DEVICES, [{ pciAddress: "0000:3b:02.1" }, { pciAddress: "0000:5e:02.0" }]),
    {
      code: BondErrorCode.LinkAbsent,
      message: "a network device at 0000:5e:02.0 is absent in the container; in the container " +
        "there are net1, net2, net3",
      details: /a device used by DPDK has no link/,
    },
  );
});

/** Finds links in a container where `loop` is the loopback interface and `ib0` is no Ethernet. */
function find(...links: string[]) {
  const [host, container] = playedNamespaces(2);
  assert(host && container);
  container.add({ name: "loop", type: 772, flags: 0x8 });
  container.add({ name: "ib0", type: 32 });
  container.add({ name: "net1" });
  const config = accepted({ links: links.map((name) => ({ name })) });
  return { config, found: findLinks(config, "bond0", { host: host.rt, container: container.rt }) };
}

Deno.test("a loopback interface is no link of a bond, nor are links of different types", () => {
  assert.throws(() => find("loop", "net1"), { message: "loop is a loopback interface" });
  assert.throws(() => find("net1", "ib0"), {
    code: BondErrorCode.LinkUnfit,
    message: "links net1 and ib0 are of different types (ARPHRD 1 and 32)",
  });
});

Deno.test("only virtual functions are warned of for the sake of addresses", () => {
  const [host, container] = playedNamespaces(2);
  assert(host && container);
  container.add({ name: "net1" });
  container.add({ name: "net2", parentDevice: { bus: "usb", name: "1-1" } });
  const config = accepted({ mode: "balance-xor" });
  const found = findLinks(config, "bond0", { host: host.rt, container: container.rt });
  assert.deepEqual(linkWarnings(config, found), []);
});
