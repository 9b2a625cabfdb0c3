import assert from "node:assert/strict";
import { TestNetns } from "./kernel_testing.ts";
import { addAddress } from "./address.ts";
import { createLink, getLink, listLinks, setLink } from "./link.ts";
import { GROUPS, type NetlinkEvent, receiveEvents } from "./monitor.ts";
import { addRoute } from "./route.ts";
import { Rtnetlink } from "./socket.ts";

/** Everything that is heard until `enough`, at most three seconds. */
function hear(rt: Rtnetlink, enough: (events: NetlinkEvent[]) => boolean): NetlinkEvent[] {
  const events: NetlinkEvent[] = [];
  const end = performance.now() + 3000;
  while (!enough(events) && performance.now() < end) events.push(...receiveEvents(rt, 100));
  return events;
}

Deno.test("receiveEvents tells what other processes do to links, addresses and routes", () => {
  using test = new TestNetns();
  using rt = Rtnetlink.open({ netns: test.netns, groups: Object.values(GROUPS) });
  test.ip("link", "add", "d0", "type", "dummy");
  test.ip("link", "set", "d0", "up");
  test.ip("address", "add", "10.1.0.1/24", "dev", "d0");
  test.ip("address", "add", "fd01::1/64", "dev", "d0", "nodad");
  test.ip("route", "add", "192.0.2.0/24", "via", "10.1.0.9");
  test.ip("link", "delete", "d0");
  const gone = (event: NetlinkEvent) => event.event === "link" && event.removed;
  const events = hear(rt, (events) => events.some(gone));
  const said = events.map((event) => {
    switch (event.event) {
      case "link":
        return `${event.removed ? "-" : "+"}${event.link.name} ${event.link.up ? "up" : "down"}`;
      case "address":
        return `${event.removed ? "-" : "+"}${event.address.address}`;
      case "route":
        return `${event.removed ? "-" : "+"}${event.route.destination}`;
      case "lost":
        return "lost";
    }
  });
  for (const one of ["+d0 down", "+d0 up", "+10.1.0.1", "+fd01::1", "+192.0.2.0/24"]) {
    assert.ok(said.includes(one), `${one} in ${said}`);
  }
  assert.match(said.at(-1) ?? "", /^-d0/);
});

Deno.test("requests on a socket that hears groups get their own answers, and lose no event", () => {
  using test = new TestNetns();
  using rt = Rtnetlink.open({ netns: test.netns, groups: [GROUPS.link] });
  const names = Array.from({ length: 20 }, (_, number) => `d${number}`);
  for (const name of names) createLink(test.rt, { name, kind: "dummy" });
  assert.equal(getLink(rt, "d7").name, "d7");
  assert.equal(listLinks(rt).length, 21);
  const seen = (events: NetlinkEvent[]) =>
    new Set(events.map((event) => event.event === "link" ? event.link.name : event.event));
  const heard = seen(hear(rt, (events) => seen(events).size === 20));
  assert.deepEqual([...heard].sort(), names.sort());
});

Deno.test("waiting for events briefly does not shorten the wait for an answer", () => {
  using test = new TestNetns();
  using rt = Rtnetlink.open({ netns: test.netns, groups: [GROUPS.link] });
  assert.deepEqual(receiveEvents(rt, 0), []);
  for (let round = 0; round < 50; round++) {
    createLink(rt, { name: `d${round}`, kind: "dummy" });
    assert.equal(listLinks(rt).length, round + 2);
    receiveEvents(rt, 0);
  }
});

Deno.test("a socket that hears groups hears of its own changes, too", () => {
  using test = new TestNetns();
  using rt = Rtnetlink.open({ netns: test.netns, groups: Object.values(GROUPS) });
  createLink(rt, { name: "d0", kind: "dummy", up: true });
  const { index } = getLink(rt, "d0");
  addAddress(rt, index, "10.1.0.1/24");
  addRoute(rt, { destination: "192.0.2.0/24", gateway: "10.1.0.9" });
  const isRoute = (event: NetlinkEvent) =>
    event.event === "route" && event.route.destination === "192.0.2.0/24";
  const events = hear(rt, (events) => events.some(isRoute));
  assert.ok(events.some((event) => event.event === "link" && event.link.name === "d0"));
  assert.ok(
    events.some((event) => event.event === "address" && event.address.address === "10.1.0.1"),
  );
  assert.ok(events.some(isRoute));
});

Deno.test("events that nobody reads are lost, which is told, and requests are answered still", () => {
  using test = new TestNetns();
  createLink(test.rt, { name: "d0", kind: "dummy" });
  const { index } = getLink(test.rt, "d0");
  using rt = Rtnetlink.open({ netns: test.netns, groups: [GROUPS.link], timeoutMs: 500 });
  for (let mtu = 1000; mtu < 4000; mtu++) setLink(test.rt, index, { mtu });
  assert.equal(getLink(rt, "d0").mtu, 3999);
  const isLost = ({ event }: NetlinkEvent) => event === "lost";
  assert.ok(hear(rt, (events) => events.some(isLost)).some(isLost));
});
