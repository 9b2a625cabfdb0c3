import assert from "node:assert/strict";
import { getLink, listAddresses, listRoutes } from "../netlink/mod.ts";
import { configureInterface } from "./configure.ts";
import { emptyResult, type Result } from "./result.ts";
import { settleAddresses } from "./settle.ts";
import { Wire } from "./testdata/wire.ts";
import { addressProblems, routeProblems } from "./verify.ts";

const ipam = (changes: Partial<Result>): Result => ({ ...emptyResult(), ...changes });

const configure = ({ near }: Wire, result: Result) =>
  configureInterface(near.rt, near.ifname, result, { netns: near.netns });

const routesOf = ({ near }: Wire, ...args: string[]) => near.json("route", "show", ...args);

Deno.test("addresses and routes of an IPAM result are what the kernel has afterwards, and CHECK agrees", async () => {
  using wire = new Wire();
  const { rt } = wire.near;
  const result = ipam({
    ips: [{ address: "10.1.2.3/24", gateway: "10.1.2.1" }, { address: "10.7.0.1/32" }],
    routes: [{ dst: "0.0.0.0/0" }, { dst: "10.9.0.0/16", gw: "10.1.2.254" }],
  });
  await configure(wire, result);
  const [link] = wire.near.json("addr", "show", "dev", "eth0");
  assert.ok((link?.["flags"] as string[]).includes("UP"));
  const { index } = getLink(rt, "eth0");
  const addresses = listAddresses(rt, { index });
  const routes = listRoutes(rt);
  assert.deepEqual(addressProblems(result, "eth0", addresses), []);
  assert.deepEqual(routeProblems(result, [index], routes), []);

  wire.near.ip("addr", "del", "10.7.0.1/32", "dev", "eth0");
  wire.near.ip("route", "del", "10.9.0.0/16");
  assert.equal(addressProblems(result, "eth0", listAddresses(rt, { index })).length, 1);
  assert.equal(routeProblems(result, [index], listRoutes(rt)).length, 1);
});

Deno.test("mtu, advmss, priority, table and scope of a route reach the kernel, and CHECK finds it", async () => {
  using wire = new Wire();
  const result = ipam({
    ips: [{ address: "10.1.2.3/24", gateway: "10.1.2.1" }],
    routes: [
      { dst: "10.9.0.0/16", gw: "10.1.2.1", mtu: 1400, advmss: 1360, priority: 77, table: 100 },
      { dst: "10.8.0.0/16", scope: 253, table: 300 },
    ],
  });
  await configure(wire, result);
  const [route] = routesOf(wire, "table", "100");
  assert.deepEqual(
    [route?.["dst"], route?.["gateway"], route?.["metric"]],
    ["10.9.0.0/16", "10.1.2.1", 77],
  );
  assert.deepEqual(route?.["metrics"], [{ mtu: 1400, advmss: 1360 }]);
  const [onLink] = routesOf(wire, "table", "300");
  assert.deepEqual([onLink?.["dst"], onLink?.["scope"]], ["10.8.0.0/16", "link"]);
  const { index } = getLink(wire.near.rt, "eth0");
  assert.deepEqual(routeProblems(result, [index], listRoutes(wire.near.rt)), []);
});

Deno.test("IPv6 that is switched off is switched on, and the address is usable on return", async () => {
  using wire = new Wire();
  for (const name of ["lo", "eth0"]) wire.near.setting(`ipv6/conf/${name}/disable_ipv6`, "1");
  await configure(
    wire,
    ipam({
      ips: [{ address: "fd00::3/64", gateway: "fd00::1" }],
      routes: [{ dst: "::/0" }],
    }),
  );
  for (const name of ["lo", "eth0"]) {
    assert.equal(wire.near.setting(`ipv6/conf/${name}/disable_ipv6`), "0");
  }
  assert.equal(wire.near.setting("ipv6/conf/eth0/keep_addr_on_down"), "1");
  assert.equal(wire.near.setting("ipv6/conf/lo/keep_addr_on_down"), "0");
  const text = wire.near.ip("-6", "addr", "show", "dev", "eth0", "scope", "global");
  assert.match(text, /fd00::3\/64/);
  assert.doesNotMatch(text, /tentative/);
  const [route] = wire.near.json("-6", "route", "show", "default");
  assert.equal(route?.["gateway"], "fd00::1");
});

Deno.test("an address that another station has is an error", async () => {
  using wire = new Wire();
  wire.far.ip("addr", "add", "fd00::3/64", "dev", "peer0", "nodad");
  wire.near.ip("link", "set", "eth0", "up");
  const result = ipam({ ips: [{ address: "fd00::3/64", gateway: "fd00::1" }] });
  await assert.rejects(configure(wire, result), /fd00::3 in DADFAILED state/);
});

Deno.test("a route without a gateway takes the address', else it is one of the device", async () => {
  using wire = new Wire();
  await configure(
    wire,
    ipam({
      ips: [{ address: "10.1.2.3/24", gateway: "10.1.2.1" }, { address: "fd00::3/64" }],
      routes: [{ dst: "10.9.0.0/16" }, { dst: "fd09::/64" }],
    }),
  );
  assert.equal(routesOf(wire, "10.9.0.0/16")[0]?.["gateway"], "10.1.2.1");
  const [route] = wire.near.json("-6", "route", "show", "fd09::/64");
  assert.deepEqual([route?.["dev"], route?.["gateway"]], ["eth0", undefined]);
});

Deno.test("a route to the link itself does not take the gateway", async () => {
  using wire = new Wire();
  await configure(
    wire,
    ipam({
      ips: [{ address: "10.1.2.3/24", gateway: "10.1.2.1" }],
      routes: [{ dst: "10.9.0.0/16", scope: 253 }],
    }),
  );
  const [route] = routesOf(wire, "10.9.0.0/16");
  assert.deepEqual([route?.["scope"], route?.["gateway"]], ["link", undefined]);
});

Deno.test("a default route beside that of the pod's first network is no error, and goes before it", async () => {
  using wire = new Wire();
  wire.near.ip("link", "add", "first", "type", "veth", "peer", "name", "other");
  wire.near.ip("link", "set", "first", "up");
  wire.near.ip("addr", "add", "10.244.1.2/24", "dev", "first");
  wire.near.ip("route", "add", "default", "via", "10.244.1.1");
  await configure(
    wire,
    ipam({
      ips: [{ address: "10.1.2.3/24", gateway: "10.1.2.1" }],
      routes: [{ dst: "0.0.0.0/0" }],
    }),
  );
  const gateways = routesOf(wire, "default").map(({ gateway }) => gateway);
  assert.deepEqual(gateways, ["10.1.2.1", "10.244.1.1"]);
});

Deno.test("host bits in a destination are no error", async () => {
  using wire = new Wire();
  await configure(
    wire,
    ipam({
      ips: [{ address: "10.1.2.3/24", gateway: "10.1.2.1" }],
      routes: [{ dst: "172.16.5.9/12" }],
    }),
  );
  assert.equal(routesOf(wire, "172.16.0.0/12").length, 1);
});

Deno.test("of a result with interfaces, only the own addresses are taken", async () => {
  using wire = new Wire();
  const interfaces = [{ name: "other" }, { name: "eth0" }];
  await configure(
    wire,
    ipam({
      interfaces,
      ips: [
        { interface: 0, address: "10.1.0.1/24" },
        { interface: 1, address: "10.2.0.1/24" },
        { address: "10.3.0.1/24" },
      ],
    }),
  );
  const { index } = getLink(wire.near.rt, "eth0");
  const addresses = listAddresses(wire.near.rt, { index, family: 4 });
  assert.deepEqual(addresses.map(({ address }) => address), ["10.2.0.1"]);
  await assert.rejects(
    configure(wire, ipam({ interfaces, ips: [{ interface: 2, address: "10.4.0.1/24" }] })),
    /failed to add IP addr 10\.4\.0\.1\/24 to "eth0": invalid interface index 2/,
  );
});

Deno.test("what the kernel refuses is said with the address or route, and its reason", async () => {
  using wire = new Wire();
  const twice = { address: "10.1.2.3/24" };
  await assert.rejects(
    configure(wire, ipam({ ips: [twice, twice] })),
    /^Error: failed to add IP addr 10\.1\.2\.3\/24 to "eth0": .*(EEXIST|exist)/,
  );
  await assert.rejects(
    configure(wire, ipam({ routes: [{ dst: "10.9.0.0/16", gw: "192.0.2.1", priority: 5 }] })),
    /failed to add route '10\.9\.0\.0\/16 via 192\.0\.2\.1 dev eth0 metric 5 \(Scope: 0, Table: 254\)': /,
  );
});

Deno.test("an interface name with a dot is one name in /proc/sys", async () => {
  using wire = new Wire("net1.100");
  await configure(wire, ipam({ ips: [{ address: "fd00::3/64" }] }));
  assert.equal(wire.near.setting("ipv6/conf/net1.100/keep_addr_on_down"), "1");
});

Deno.test("settling gives up without an error when there is no carrier, and with one otherwise", async () => {
  using wire = new Wire();
  wire.far.ip("link", "set", "peer0", "down");
  wire.near.ip("link", "set", "eth0", "up");
  wire.near.ip("addr", "add", "fd00::3/64", "dev", "eth0");
  await settleAddresses(wire.near.rt, "eth0", { timeoutMs: 200 });
  wire.near.setting("ipv6/conf/eth0/dad_transmits", "50");
  wire.far.ip("link", "set", "peer0", "up");
  await new Promise((resolve) => setTimeout(resolve, 500));
  await assert.rejects(
    settleAddresses(wire.near.rt, "eth0", { timeoutMs: 200 }),
    /still has tentative address .* after 200 ms/,
  );
});

Deno.test("an interrupt ends the wait for duplicate address detection", async () => {
  using wire = new Wire();
  wire.near.setting("ipv6/conf/eth0/dad_transmits", "50");
  const reason = new Error("interrupted");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 200);
  const result = ipam({ ips: [{ address: "fd00::3/64", gateway: "fd00::1" }] });
  const { rt, netns } = wire.near;
  await assert.rejects(
    configureInterface(rt, "eth0", result, { netns, signal: controller.signal }),
    reason,
  );
});
