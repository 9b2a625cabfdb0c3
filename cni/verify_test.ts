import assert from "node:assert/strict";
import type { Address, Route as KernelRoute } from "../netlink/mod.ts";
import { emptyResult, type IpConfig, type Result, type Route } from "./result.ts";
import { addressProblems, routeProblems } from "./verify.ts";

const BOND = 7;
const INTERFACES = [{ name: "eth0", sandbox: "/n" }, { name: "bond0", sandbox: "/n" }];

const withIps = (...ips: IpConfig[]): Result => ({ ...emptyResult(), interfaces: INTERFACES, ips });
const withRoutes = (...routes: Route[]): Result => ({ ...emptyResult(), routes });

function address(cidr: string): Address {
  const [address = "", length] = cidr.split("/");
  return {
    index: BOND,
    family: address.includes(":") ? 6 : 4,
    address,
    prefixLength: Number(length),
    scope: 0,
    flags: 0,
    tentative: false,
    dadFailed: false,
  };
}

function route(destination: string, changes: Partial<KernelRoute> = {}): KernelRoute {
  return {
    family: destination.includes(":") ? 6 : 4,
    destination,
    outputIndex: BOND,
    table: 254,
    scope: 0,
    protocol: 3,
    type: 1,
    ...changes,
  };
}

const addresses = (result: Result, ...present: string[]) =>
  addressProblems(result, "bond0", present.map(address));
const routes = (wanted: Route, ...present: KernelRoute[]) =>
  routeProblems(withRoutes(wanted), [BOND], present);

Deno.test("an address that was removed, or has another prefix, is missing", () => {
  const result = withIps(
    { interface: 1, address: "10.0.0.1/24" },
    { interface: 1, address: "10.0.0.2/24" },
  );
  assert.deepEqual(addresses(result, "10.0.0.1/24", "10.0.0.2/24"), []);
  assert.deepEqual(addresses(result, "10.0.0.1/24", "10.0.0.2/16"), [
    "address 10.0.0.2/24 is missing on interface bond0: it has 10.0.0.1/24, 10.0.0.2/16",
  ]);
  assert.equal(addresses(result).length, 2);
});

Deno.test("addresses of other interfaces, and more than was asked for, are no concern", () => {
  const result = withIps(
    { interface: 0, address: "10.9.9.9/24" },
    { interface: 1, address: "10.0.0.1/32" },
  );
  assert.deepEqual(addresses(result, "10.0.0.1/32", "192.0.2.1/24"), []);
});

Deno.test("an address without an interface belongs to the attachment's own", () => {
  assert.equal(addresses(withIps({ address: "10.0.0.1/24" }), "10.0.0.2/24").length, 1);
});

Deno.test("addresses are compared by value, not by how they are written", () => {
  const result = withIps({ interface: 1, address: "FD00:0:0::0001/64" });
  assert.deepEqual(addresses(result, "fd00::1/64"), []);
});

Deno.test("a route that was removed is missing", () => {
  assert.deepEqual(routes({ dst: "10.9.0.0/16", gw: "10.0.0.254" }, route("10.8.0.0/16")), [
    "route 10.9.0.0/16 via 10.0.0.254 is missing in the container",
  ]);
});

Deno.test("a route in a table of its own is looked for there, and only there", () => {
  const wanted = { dst: "10.9.0.0/16", table: 100 };
  assert.deepEqual(routes(wanted, route("10.9.0.0/16", { table: 100 })), []);
  assert.deepEqual(routes(wanted, route("10.9.0.0/16")), [
    "route 10.9.0.0/16 in table 100 is missing in the container",
  ]);
});

Deno.test("a route without a table may have been moved to another one, but not to the kernel's own", () => {
  const wanted = { dst: "10.9.0.0/16" };
  assert.deepEqual(routes(wanted, route("10.9.0.0/16", { table: 100 })), []);
  assert.equal(routes(wanted, route("10.9.0.0/16", { table: 255 })).length, 1);
});

Deno.test("a default route through another interface is not ours, unless a later plugin's", () => {
  const elsewhere = route("0.0.0.0/0", { outputIndex: 2, gateway: "10.0.0.254" });
  const wanted = { dst: "0.0.0.0/0", gw: "10.0.0.254" };
  assert.equal(routes(wanted, elsewhere).length, 1);
  assert.deepEqual(routeProblems(withRoutes(wanted), [BOND, 2], [elsewhere]), []);
});

Deno.test("gateway and priority count where they are given; host bits of dst do not", () => {
  const present = route("10.0.0.0/8", { gateway: "10.0.0.254", priority: 100 });
  assert.deepEqual(routes({ dst: "10.1.2.3/8" }, present), []);
  assert.deepEqual(routes({ dst: "10.0.0.0/8", gw: "10.0.0.254", priority: 100 }, present), []);
  assert.equal(routes({ dst: "10.0.0.0/8", gw: "10.0.0.253" }, present).length, 1);
  assert.equal(routes({ dst: "10.0.0.0/8", priority: 200 }, present).length, 1);
});

Deno.test("a route that has become one way of several is there", () => {
  const nextHops = [
    { outputIndex: 2, gateway: "fd00::1" },
    { outputIndex: BOND, gateway: "fd00::2" },
  ];
  const present = route("::/0", { nextHops, outputIndex: 2, gateway: "fd00::1" });
  assert.deepEqual(routes({ dst: "::/0", gw: "fd00::2" }, present), []);
  assert.equal(routes({ dst: "::/0", gw: "fd00::1" }, present).length, 1);
});
