import assert from "node:assert/strict";
import { getLink, PacketSocket } from "../netlink/mod.ts";
import { announce } from "./announce.ts";
import { ETH_P_ARP, ETH_P_IPV6, gratuitousArp, unsolicitedNa } from "./frames.ts";
import { Wire } from "./testdata/wire.ts";

const IPS = [{ address: "10.1.2.3/24" }, { address: "fd00::3/64" }];

function speakerOf({ near }: Wire) {
  const { index, address } = getLink(near.rt, "eth0");
  return { netns: near.netns, index, mac: address };
}

Deno.test("the other end sees a gratuitous ARP and an unsolicited neighbour advertisement", () => {
  using wire = new Wire();
  wire.near.ip("link", "set", "eth0", "up");
  const { netns, rt } = wire.far;
  const { index } = getLink(rt, "peer0");
  for (
    const [protocol, expected] of [
      [ETH_P_ARP, (mac: string) => gratuitousArp(mac, "10.1.2.3")],
      [ETH_P_IPV6, (mac: string) => unsolicitedNa(mac, "fd00::3")],
    ] as const
  ) {
    using socket = PacketSocket.open({ netns, index, protocol });
    const speaker = speakerOf(wire);
    assert.equal(announce(speaker, IPS), 2);
    const wanted = expected(speaker.mac).toString();
    let seen = false;
    for (const deadline = performance.now() + 2000; !seen && performance.now() < deadline;) {
      seen = socket.receive(100)?.toString() === wanted;
    }
    assert.ok(seen, `no frame of type ${protocol.toString(16)} arrived as it was sent`);
  }
});

Deno.test("a neighbour that accepts it learns the address from the ARP alone", async () => {
  using wire = new Wire();
  wire.near.ip("link", "set", "eth0", "up");
  wire.far.setting("ipv4/conf/peer0/arp_accept", "1");
  wire.far.ip("addr", "add", "10.1.2.1/24", "dev", "peer0");
  const speaker = speakerOf(wire);
  const learned = () => wire.far.ip("neigh", "show", "10.1.2.3").includes(speaker.mac);
  assert.equal(learned(), false);
  announce(speaker, IPS);
  for (let i = 0; i < 20 && !learned(); i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(learned(), true);
});

Deno.test("an interface that is down announces nothing, and that is no error", () => {
  using wire = new Wire();
  assert.equal(announce(speakerOf(wire), IPS), 0);
});
