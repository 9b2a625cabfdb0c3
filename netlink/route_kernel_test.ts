import assert from "node:assert/strict";
import { addAddress } from "./address.ts";
import { TestNetns } from "./kernel_testing.ts";
import { createLink, getLink } from "./link.ts";
import { addRoute, deleteRoute, listRoutes } from "./route.ts";

function dummies(test: TestNetns): [number, number] {
  const [a = 0, b = 0] = ["d0", "d1"].map((name, number) => {
    createLink(test.rt, { name, kind: "dummy", up: true });
    const { index } = getLink(test.rt, name);
    addAddress(test.rt, index, `10.0.${number}.1/24`);
    addAddress(test.rt, index, `fd00:${number}::1/64`, { noDad: true });
    return index;
  });
  return [a, b];
}

Deno.test("listRoutes finds a route by each of the links that it leaves by", () => {
  using test = new TestNetns();
  const links = dummies(test);
  test.ip(
    ...["route", "add", "192.0.2.0/24"],
    ...["nexthop", "via", "10.0.0.9", "dev", "d0"],
    ...["nexthop", "via", "10.0.1.9", "dev", "d1"],
  );
  for (const outputIndex of links) {
    const found = listRoutes(test.rt, { outputIndex, family: 4, table: 254 })
      .map(({ destination }) => destination);
    assert.ok(found.includes("192.0.2.0/24"), `${found} by ${outputIndex}`);
    assert.equal(found.length, 2, `${found} by ${outputIndex}`);
  }
});

Deno.test("listRoutes of a table that does not exist is empty, of a link that does not an error", () => {
  using test = new TestNetns();
  dummies(test);
  for (const family of [4, 6] as const) {
    assert.deepEqual(listRoutes(test.rt, { table: 4711, family }), []);
  }
  assert.deepEqual(listRoutes(test.rt, { table: 4711 }), []);
  assert.throws(() => listRoutes(test.rt, { outputIndex: 4711, family: 4 }), { code: "ENODEV" });
});

Deno.test("an IPv4 route may have an IPv6 gateway", () => {
  using test = new TestNetns();
  const [outputIndex] = dummies(test);
  const route = { destination: "192.0.2.0/24", gateway: "fd00:0::9", outputIndex };
  addRoute(test.rt, route);
  assert.deepEqual(test.ip("route", "show", "192.0.2.0/24")[0]?.via, {
    family: "inet6",
    host: "fd00::9",
  });
  const read = () =>
    listRoutes(test.rt, { family: 4 }).find((r) => r.destination === "192.0.2.0/24");
  assert.equal(read()?.gateway, "fd00::9");
  deleteRoute(test.rt, route);
  assert.equal(read(), undefined);
});

Deno.test("addRoute makes routes of other types and protocols, deleteRoute takes any protocol", () => {
  using test = new TestNetns();
  addRoute(test.rt, { destination: "192.0.2.0/24", type: 6, protocol: 4 });
  const [seen] = test.ip("route", "show", "192.0.2.0/24");
  assert.deepEqual([seen?.type, seen?.protocol], ["blackhole", "static"]);
  const [read] = listRoutes(test.rt, { family: 4 });
  assert.deepEqual([read?.type, read?.protocol], [6, 4]);
  deleteRoute(test.rt, { destination: "192.0.2.0/24" });
  assert.deepEqual(listRoutes(test.rt, { family: 4 }), []);
});

Deno.test("a route with onLink is read as such", () => {
  using test = new TestNetns();
  const [outputIndex] = dummies(test);
  const route = { destination: "0.0.0.0/0", gateway: "198.51.100.1", outputIndex };
  addRoute(test.rt, { ...route, onLink: true });
  const read = listRoutes(test.rt, { family: 4, outputIndex });
  assert.equal(read.find(({ destination }) => destination === "0.0.0.0/0")?.onLink, true);
  assert.equal(read.find(({ destination }) => destination !== "0.0.0.0/0")?.onLink, undefined);
});
