import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { setBridgePort } from "./bridge_port.ts";
import { addBridgeVlan, deleteBridgeVlan, listBridgeVlans } from "./bridge_vlan.ts";
import { TestNetns } from "./kernel_testing.ts";
import { createLink, getLink, setLink } from "./link.ts";
import { addFdbEntry, deleteFdbEntry, listFdb } from "./neighbour.ts";
import { deleteQdisc, setNetem } from "./netem.ts";
import { ETH_P_ALL, PacketSocket } from "./packet_socket.ts";
import { untilOperational } from "./testing.ts";

/** An EtherType for experiments (IEEE 802a). */
const PROTOCOL = 0x88b5;

/** Two stations, "a" and "b", on the ports "pa" and "pb" of a bridge. */
async function fabric(test: TestNetns) {
  const { rt, netns } = test;
  createLink(rt, { name: "br0", kind: "bridge", up: true, bridge: { vlanFiltering: true } });
  const master = getLink(rt, "br0").index;
  const [a = 0, b = 0] = ["a", "b"].map((name) => {
    createLink(rt, {
      name,
      kind: "veth",
      up: true,
      veth: { peer: { name: `p${name}` } },
    });
    setLink(rt, getLink(rt, `p${name}`).index, { master, up: true });
    return getLink(rt, name).index;
  });
  const [pa, pb] = [getLink(rt, "pa").index, getLink(rt, "pb").index];
  for (const index of [a, b, pa, pb]) await untilOperational(rt, index);
  const open = (index: number) => PacketSocket.open({ netns, index, protocol: PROTOCOL });
  return {
    pa,
    pb,
    /** Whether a frame from a reaches b. */
    passes: (attempts = 1): number => {
      using sender = open(a);
      using receiver = open(b);
      const frame = Uint8Array.from([
        ...[255, 255, 255, 255, 255, 255],
        ...[2, 0, 0, 0, 0, 10],
        PROTOCOL >> 8,
        PROTOCOL & 255,
        ...new Array(46).fill(7),
      ]);
      for (let attempt = 0; attempt < attempts; attempt++) sender.send(frame);
      let received = 0;
      while (receiver.receive(200) !== undefined) received++;
      return received;
    },
  };
}

Deno.test("frames pass a bridge, but not between isolated ports", async () => {
  using test = new TestNetns();
  const { pa, pb, passes } = await fabric(test);
  assert.equal(passes(), 1);
  for (const port of [pa, pb]) setBridgePort(test.rt, port, { isolated: true });
  assert.equal(passes(), 0);
});

Deno.test("a socket for every protocol sees which way a frame went", async () => {
  using test = new TestNetns();
  createLink(test.rt, { name: "a", kind: "veth", up: true, veth: { peer: { name: "b" } } });
  const [a, b] = ["a", "b"].map((name) => getLink(test.rt, name).index) as [number, number];
  setLink(test.rt, b, { up: true });
  for (const index of [a, b]) await untilOperational(test.rt, index);
  const { netns } = test;
  using sender = PacketSocket.open({ netns, index: a, protocol: PROTOCOL });
  using near = PacketSocket.open({ netns, index: a, protocol: ETH_P_ALL });
  using far = PacketSocket.open({ netns, index: b, protocol: ETH_P_ALL });
  const frame = new Uint8Array(60).fill(7, 14);
  frame.set([255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 10, PROTOCOL >> 8, PROTOCOL & 255]);
  sender.send(frame);
  const direction = (socket: PacketSocket): boolean | undefined => {
    for (let seen = socket.receiveFrame(500); seen; seen = socket.receiveFrame(500)) {
      if (Buffer.compare(seen.bytes, frame) === 0) return seen.outgoing;
    }
  };
  assert.deepEqual([direction(near), direction(far)], [true, false]);
});

Deno.test("VLANs part the ports of a bridge", async () => {
  using test = new TestNetns();
  const { pa, pb, passes } = await fabric(test);
  addBridgeVlan(test.rt, pa, { id: 100, pvid: true, untagged: true });
  assert.equal(passes(), 0);
  addBridgeVlan(test.rt, pb, { id: 100, pvid: true, untagged: true });
  assert.equal(passes(), 1);
  assert.deepEqual(listBridgeVlans(test.rt).get(pb), [
    { id: 1, pvid: false, untagged: true },
    { id: 100, pvid: true, untagged: true },
  ]);
  deleteBridgeVlan(test.rt, pb, 100);
  assert.deepEqual(listBridgeVlans(test.rt).get(pb), [{ id: 1, pvid: false, untagged: true }]);
});

Deno.test("a locked port lets in only stations that it knows", async () => {
  using test = new TestNetns();
  const { pa, passes } = await fabric(test);
  setBridgePort(test.rt, pa, { locked: true, learning: false });
  assert.equal(passes(), 0);
  addFdbEntry(test.rt, pa, "02:00:00:00:00:0a");
  assert.equal(passes(), 1);
  assert.ok(
    listFdb(test.rt).some(({ index, address }) => index === pa && address === "02:00:00:00:00:0a"),
  );
  deleteFdbEntry(test.rt, pa, "02:00:00:00:00:0a");
  assert.equal(passes(), 0);
});

Deno.test("netem loses what it is told to lose", async () => {
  using test = new TestNetns();
  const { pb, passes } = await fabric(test);
  setNetem(test.rt, pb, { lossPercent: 100 });
  assert.equal(passes(5), 0);
  setNetem(test.rt, pb, { lossPercent: 0, delayMs: 5 });
  assert.equal(passes(5), 5);
  deleteQdisc(test.rt, pb);
  assert.throws(() => deleteQdisc(test.rt, pb), { code: "ENOENT" });
});

Deno.test("a link that is down sends nothing and says so", () => {
  using test = new TestNetns();
  createLink(test.rt, { name: "d0", kind: "dummy" });
  const { index } = getLink(test.rt, "d0");
  using socket = PacketSocket.open({ netns: test.netns, index, protocol: PROTOCOL });
  assert.throws(() => socket.send(new Uint8Array(60)), { code: "ENETDOWN" });
  assert.equal(socket.receive(1), undefined);
});
