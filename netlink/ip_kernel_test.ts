import assert from "node:assert/strict";
import { addAddress, deleteAddress, listAddresses } from "./address.ts";
import { TestNetns } from "./kernel_testing.ts";
import { createLink, getLink, setLink } from "./link.ts";
import { addRoute, deleteRoute, listRoutes } from "./route.ts";

function withLink(test: TestNetns): number {
  createLink(test.rt, { name: "d0", kind: "dummy", up: true });
  return getLink(test.rt, "d0").index;
}

Deno.test("addAddress gives both families as iproute2 shows them", () => {
  using test = new TestNetns();
  const index = withLink(test);
  addAddress(test.rt, index, "10.1.2.3/20");
  addAddress(test.rt, index, "10.9.9.9/32");
  addAddress(test.rt, index, "fd00::5/64", { noDad: true });
  const seen = test.ip("address", "show", "dev", "d0")[0]?.addr_info as Record<string, unknown>[];
  const of = (local: string) => seen.find((address) => address.local === local);
  assert.deepEqual([of("10.1.2.3")?.prefixlen, of("10.1.2.3")?.broadcast], [20, "10.1.15.255"]);
  assert.deepEqual([of("10.9.9.9")?.prefixlen, of("10.9.9.9")?.broadcast], [32, undefined]);
  assert.equal(of("fd00::5")?.prefixlen, 64);
  assert.deepEqual(
    listAddresses(test.rt, { index, family: 4 }).map(({ address, prefixLength }) =>
      `${address}/${prefixLength}`
    ),
    ["10.1.2.3/20", "10.9.9.9/32"],
  );
});

Deno.test("addAddress refuses the second time, deleteAddress what is not there", () => {
  using test = new TestNetns();
  const index = withLink(test);
  addAddress(test.rt, index, "10.1.2.3/24");
  assert.throws(() => addAddress(test.rt, index, "10.1.2.3/24"), { code: "EEXIST" });
  deleteAddress(test.rt, index, "10.1.2.3/24");
  assert.throws(() => deleteAddress(test.rt, index, "10.1.2.3/24"), { code: "EADDRNOTAVAIL" });
});

Deno.test("addRoute sets gateway, metric, table, scope, MTU and advertised MSS", () => {
  using test = new TestNetns();
  const outputIndex = withLink(test);
  addAddress(test.rt, outputIndex, "10.0.0.2/24");
  addRoute(test.rt, {
    destination: "0.0.0.0/0",
    gateway: "10.0.0.1",
    priority: 50,
    mtu: 1300,
    advmss: 1200,
  });
  addRoute(test.rt, { destination: "192.0.2.0/24", outputIndex, table: 1000, scope: 253 });
  const [main] = test.ip("route", "show", "default");
  assert.deepEqual([main?.gateway, main?.metric], ["10.0.0.1", 50]);
  assert.deepEqual(main?.metrics, [{ mtu: 1300, advmss: 1200 }]);
  const [other] = test.ip("route", "show", "table", "1000");
  assert.deepEqual([other?.dst, other?.scope], ["192.0.2.0/24", "link"]);

  const routes = listRoutes(test.rt, { outputIndex });
  const route = (destination: string) => routes.find((one) => one.destination === destination);
  assert.deepEqual([route("0.0.0.0/0")?.mtu, route("0.0.0.0/0")?.advmss], [1300, 1200]);
  assert.deepEqual([route("192.0.2.0/24")?.table, route("192.0.2.0/24")?.scope], [1000, 253]);
  deleteRoute(test.rt, { destination: "192.0.2.0/24", table: 1000 });
  assert.deepEqual(listRoutes(test.rt, { table: 1000 }), []);
});

Deno.test("a gateway out of reach is refused in the kernel's words, but not with onLink", () => {
  using test = new TestNetns();
  const outputIndex = withLink(test);
  addAddress(test.rt, outputIndex, "10.0.0.2/24");
  const route = { destination: "0.0.0.0/0", gateway: "198.51.100.1", outputIndex };
  assert.throws(() => addRoute(test.rt, route), /: Nexthop has invalid gateway$/);
  addRoute(test.rt, { ...route, onLink: true });
  assert.deepEqual(test.ip("route", "show", "default")[0]?.flags, ["onlink"]);
});

Deno.test("a second IPv6 route to one destination becomes one with two next hops", () => {
  using test = new TestNetns();
  const outputIndex = withLink(test);
  addAddress(test.rt, outputIndex, "fd00::2/64", { noDad: true });
  for (const gateway of ["fd00::a", "fd00::b"]) {
    addRoute(test.rt, { destination: "2001:db8::/32", gateway, outputIndex });
  }
  const route = listRoutes(test.rt, { family: 6 })
    .find(({ destination }) => destination === "2001:db8::/32");
  assert.deepEqual(route?.nextHops?.map(({ gateway }) => gateway), ["fd00::a", "fd00::b"]);
});

Deno.test("a tentative address is seen as such", () => {
  using test = new TestNetns();
  createLink(test.rt, { name: "a", kind: "veth", veth: { peer: { name: "b" } } });
  setLink(test.rt, getLink(test.rt, "b").index, { up: true });
  const { index } = getLink(test.rt, "a");
  setLink(test.rt, index, { up: true });
  addAddress(test.rt, index, "fd00::1/64");
  const [address] = listAddresses(test.rt, { index, family: 6 })
    .filter(({ address }) => address === "fd00::1");
  assert.deepEqual([address?.tentative, address?.dadFailed], [true, false]);
});
