import assert from "node:assert/strict";
import { Writer } from "./attribute.ts";
import { createLink, findLink, getLink, setBondPort, setLink } from "./link.ts";
import { decodeLink } from "./link_decode.ts";
import { acknowledge, type FakeRequest, fakeRtnetlink, reply } from "./testing.ts";

/** The payload of the request that `act` sends. */
function sent(act: (rt: ReturnType<typeof fakeRtnetlink>) => void): FakeRequest {
  const requests: FakeRequest[] = [];
  using rt = fakeRtnetlink((request) => {
    requests.push(request);
    return [acknowledge(request)];
  });
  act(rt);
  const [only] = requests;
  assert.ok(only !== undefined && requests.length === 1);
  return only;
}

const words = (text: string) => [...new TextEncoder().encode(text)];

Deno.test("createLink asks for a bond in one message", () => {
  // ip link add bond0 mtu 1400 up type bond mode active-backup miimon 100 fail_over_mac active
  const request = sent((rt) =>
    createLink(rt, {
      name: "bond0",
      kind: "bond",
      mtu: 1400,
      up: true,
      bond: { mode: 1, miimon: 100, failOverMac: 1 },
    })
  );
  assert.equal(request.type, 16); // RTM_NEWLINK
  assert.equal(request.flags, 0x1 | 0x4 | 0x200 | 0x400); // REQUEST ACK EXCL CREATE
  // deno-fmt-ignore
  assert.deepEqual([...request.payload], [
    0, 0, 0, 0, // AF_UNSPEC, padding, any type
    0, 0, 0, 0, // index: the kernel chooses
    1, 0, 0, 0, // flags: IFF_UP
    1, 0, 0, 0, // flags that change: IFF_UP
    10, 0, 3, 0, ...words("bond0"), 0, 0, 0, // IFLA_IFNAME
    8, 0, 4, 0, 0x78, 0x05, 0, 0, // IFLA_MTU 1400
    44, 0, 18, 0x80, // IFLA_LINKINFO, nested
      9, 0, 1, 0, ...words("bond"), 0, 0, 0, 0, // IFLA_INFO_KIND
      28, 0, 2, 0x80, // IFLA_INFO_DATA, nested
        5, 0, 1, 0, 1, 0, 0, 0, // IFLA_BOND_MODE: active-backup
        8, 0, 3, 0, 100, 0, 0, 0, // IFLA_BOND_MIIMON
        5, 0, 13, 0, 1, 0, 0, 0, // IFLA_BOND_FAIL_OVER_MAC: active
  ]);
});

Deno.test("createLink describes the far end of a veth pair", () => {
  // ip link add a type veth peer name b mtu 9000
  const request = sent((rt) =>
    createLink(rt, { name: "a", kind: "veth", veth: { peer: { name: "b", mtu: 9000 } } })
  );
  // deno-fmt-ignore
  assert.deepEqual([...request.payload.subarray(16)], [
    6, 0, 3, 0, ...words("a"), 0, 0, 0, // IFLA_IFNAME
    56, 0, 18, 0x80, // IFLA_LINKINFO
      9, 0, 1, 0, ...words("veth"), 0, 0, 0, 0, // IFLA_INFO_KIND
      40, 0, 2, 0x80, // IFLA_INFO_DATA
        36, 0, 1, 0x80, // VETH_INFO_PEER: struct ifinfomsg, then attributes
          0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
          6, 0, 3, 0, ...words("b"), 0, 0, 0, // IFLA_IFNAME
          8, 0, 4, 0, 0x28, 0x23, 0, 0, // IFLA_MTU 9000
  ]);
});

Deno.test("setLink leaves flags alone that it was not asked to change", () => {
  const down = new DataView(sent((rt) => setLink(rt, 7, { up: false })).payload.buffer);
  assert.deepEqual([4, 8, 12].map((at) => down.getUint32(at, true)), [7, 0, 1]);
  const master = new DataView(sent((rt) => setLink(rt, 7, { master: 3 })).payload.buffer);
  assert.deepEqual([4, 8, 12].map((at) => master.getUint32(at, true)), [7, 0, 0]);
});

Deno.test("setLink writes each flag at its place, and ARP as the absence of IFF_NOARP", () => {
  const flags = (change: Parameters<typeof setLink>[2]) => {
    const view = new DataView(sent((rt) => setLink(rt, 7, change)).payload.buffer);
    return [8, 12].map((at) => view.getUint32(at, true));
  };
  assert.deepEqual(flags({ up: true }), [0x1, 0x1]);
  assert.deepEqual(flags({ arp: false }), [0x80, 0x80]);
  assert.deepEqual(flags({ arp: true }), [0, 0x80]);
  assert.deepEqual(flags({ promiscuous: true }), [0x100, 0x100]);
  assert.deepEqual(flags({ allMulticast: true }), [0x200, 0x200]);
  assert.deepEqual(flags({ up: false, arp: false, promiscuous: false }), [0x80, 0x181]);
});

Deno.test("setLink with an empty alias sends an empty attribute, which removes it", () => {
  assert.deepEqual([...sent((rt) => setLink(rt, 7, { alias: "" })).payload.subarray(16)], [
    4,
    0,
    20,
    0,
  ]);
});

Deno.test("setBondPort writes a negative priority as a signed number", () => {
  const { payload } = sent((rt) => setBondPort(rt, 7, { prio: -1 }));
  assert.deepEqual([...payload.subarray(-8)], [8, 0, 9, 0, 255, 255, 255, 255]);
});

Deno.test("decodeLink reads a bond's data and a port's in full", () => {
  const header = new Uint8Array(16);
  const view = new DataView(header.buffer);
  view.setUint16(2, 1, true); // ARPHRD_ETHER
  view.setInt32(4, 9, true);
  view.setUint32(8, 0x10001, true); // IFF_UP | IFF_LOWER_UP
  const link = decodeLink(
    new Writer().raw(header).text(3, "bond0").u32(4, 1500).u8(16, 6)
      .hardwareAddress(1, "02:00:00:00:00:01")
      .nested(18, (info) =>
        info.text(1, "bond")
          .nested(2, (data) =>
            data.u8(1, 4).u32(2, 12)
              .nested(8, (list) => list.bytes(0, Uint8Array.of(10, 0, 0, 1)))
              .nested(23, (ad) =>
                ad.u16(1, 1).u16(2, 2).u16(3, 15).u16(4, 15)
                  .hardwareAddress(5, "02:00:00:00:00:09"))))
      .finish(),
  );
  assert.deepEqual(
    [
      link.index,
      link.name,
      link.kind,
      link.up,
      link.running,
      link.operState,
      link.mtu,
      link.address,
    ],
    [9, "bond0", "bond", true, true, "up", 1500, "02:00:00:00:00:01"],
  );
  assert.deepEqual(link.bond, {
    mode: 4,
    activeSlave: 12,
    arpIpTarget: ["10.0.0.1"],
    adInfo: {
      aggregator: 1,
      numPorts: 2,
      actorKey: 15,
      partnerKey: 15,
      partnerMac: "02:00:00:00:00:09",
    },
  });

  const port = decodeLink(
    new Writer().raw(header).text(3, "net1").u32(10, 9)
      .nested(
        18,
        (info) =>
          info.text(4, "bond").nested(
            5,
            (data) =>
              data.u8(1, 1).u8(2, 2).u32(3, 4).hardwareAddress(4, "02:00:00:00:00:02")
                .u16(5, 3).s32(9, -7),
          ),
      )
      .finish(),
  );
  assert.equal(port.master, 9);
  assert.deepEqual(port.bondPort, {
    state: "backup",
    miiStatus: "down",
    linkFailureCount: 4,
    permanentAddress: "02:00:00:00:00:02",
    queueId: 3,
    prio: -7,
  });
});

Deno.test("findLink gives undefined for ENODEV and passes other errors on", () => {
  using absent = fakeRtnetlink((request) => [acknowledge(request, 19)]);
  assert.equal(findLink(absent, "net1"), undefined);
  using refused = fakeRtnetlink((request) => [acknowledge(request, 1)]);
  assert.throws(() => findLink(refused, "net1"), /look up net1 \(RTM_GETLINK\): EPERM/);
});

Deno.test("getLink asks by name for one link only", () => {
  let asked: FakeRequest | undefined;
  using rt = fakeRtnetlink((request) => {
    asked = request;
    const payload = new Writer().raw(new Uint8Array(16)).text(3, "net1").finish();
    return [reply(request, { type: 16, payload }), acknowledge(request)];
  });
  assert.equal(getLink(rt, "net1").name, "net1");
  assert.equal(asked?.flags, 0x1 | 0x4); // REQUEST ACK: no dump
});
