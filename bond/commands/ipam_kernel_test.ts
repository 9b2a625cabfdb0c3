import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { FakePlugin } from "../../cni/testing.ts";
import { essence, World } from "../testing.ts";

const CONFIG = { ipam: { type: "fake-ipam" } };

/** An IPAM plugin that gives `result`. */
function giving(result: JsonObject): FakePlugin {
  return new FakePlugin().reply("ADD", { stdout: { cniVersion: "1.1.0", ...result } });
}

/** Makes two links, and returns what they are. */
async function prepare(world: World): Promise<JsonObject> {
  world.twoLinks();
  return essence((await world.see()).links);
}

Deno.test("IPAM's error comes through, and everything is as it was", async () => {
  using world = new World();
  using ipam = new FakePlugin()
    .reply("ADD", { stdout: { code: 130, msg: "no addresses left" }, exitCode: 1, delay: 0.5 });
  const before = await prepare(world);
  const { code, msg } = await world.fail("ADD", world.config(["net1", "net2"], CONFIG), { ipam });
  assert.deepEqual([code, msg], [130, "fake-ipam says: no addresses left"]);
  assert.deepEqual(ipam.commands(), ["ADD", "DEL"]);
  await world.assertUntouched(before);
});

Deno.test("host links are back on the host after IPAM's error", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: { code: 1, msg: "no" }, exitCode: 1 });
  const [first, second] = [world.hostName("a"), world.hostName("b")];
  world.dummy(first, { up: true, mtu: 3000 }, "host");
  world.dummy(second, {}, "host");
  const before = essence(await world.seeHost());
  const config = world.config([first, { name: second, ifName: "net2" }], {
    linksInContainer: false,
    ...CONFIG,
  });
  await world.fail("ADD", config, { ipam });
  assert.deepEqual(essence(await world.seeHost()), before);
  assert.deepEqual((await world.see()).links.length, 1);
});

Deno.test("an address that the kernel refuses releases it and undoes everything", async () => {
  using world = new World();
  using ipam = giving({
    ips: [{ address: "192.0.2.5/24" }],
    routes: [{ dst: "198.51.100.0/24", gw: "203.0.113.1" }],
  });
  const before = await prepare(world);
  const { code, msg } = await world.fail("ADD", world.config(["net1", "net2"], CONFIG), { ipam });
  assert.equal(code, 104);
  assert.match(msg, /failed to add route '198\.51\.100\.0\/24 via 203\.0\.113\.1/);
  assert.deepEqual(ipam.commands(), ["ADD", "DEL"]);
  await world.assertUntouched(before);
});

Deno.test("an IPAM plugin without an address is an error, and is asked to forget", async () => {
  using world = new World();
  using ipam = giving({ ips: [] });
  const before = await prepare(world);
  const { msg } = await world.fail("ADD", world.config(["net1", "net2"], CONFIG), { ipam });
  assert.match(msg, /missing IP config/);
  assert.deepEqual(ipam.commands(), ["ADD", "DEL"]);
  await world.assertUntouched(before);
});

Deno.test("IPAM is not asked when the bond's name is taken or a link is missing", async () => {
  using world = new World();
  using ipam = giving({ ips: [{ address: "192.0.2.5/24" }] });
  await prepare(world);
  await world.fail("ADD", world.config(["net1", "net9"], CONFIG), { ipam });
  world.dummy("bond0");
  await world.fail("ADD", world.config(["net1", "net2"], CONFIG), { ipam });
  assert.deepEqual(ipam.commands(), []);
});

Deno.test("IPAM gets the very bytes and variables of the call", async () => {
  using world = new World();
  using ipam = giving({ ips: [{ address: "192.0.2.5/24" }] });
  await prepare(world);
  const config = world.config(["net1", "net2"], { ...CONFIG, extra: { kept: [1, "é"] } });
  await world.succeed("ADD", config, { ipam, variables: { CNI_ARGS: "A=b", SOMETHING: "else" } });
  const [call] = ipam.calls();
  assert.equal(call?.stdin, JSON.stringify(config));
  assert.equal(call?.variables["CNI_COMMAND"], "ADD");
  assert.equal(call?.variables["CNI_ARGS"], "A=b");
  assert.equal(call?.variables["SOMETHING"], "else");
});

Deno.test("an IPAM plugin that is absent is named with the path, and links are as before", async () => {
  using world = new World();
  const before = await prepare(world);
  const config = world.config(["net1", "net2"], { ipam: { type: "nowhere" } });
  const { msg } = await world.fail("ADD", config, { variables: { CNI_PATH: "/a:/b" } });
  assert.equal(msg, 'failed to find plugin "nowhere" in path [/a /b]');
  await world.assertUntouched(before);
});

Deno.test("when nobody reads the result, everything is put back", async () => {
  using world = new World();
  using ipam = giving({ ips: [{ address: "192.0.2.5/24" }] });
  const before = await prepare(world);
  const config = world.config(["net1", "net2"], CONFIG);
  const reply = await world.call("ADD", config, { ipam, brokenStdout: true });
  assert.equal(reply.exitCode, 1);
  assert.deepEqual(ipam.commands(), ["ADD", "DEL"]);
  await world.assertUntouched(before);
});

Deno.test("SIGTERM while IPAM thinks puts everything back at once", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: {}, delay: 30 });
  const before = await prepare(world);
  const terminated = new AbortController();
  let at = 0;
  const watch = setInterval(() => {
    if (ipam.commands().length === 0 || terminated.signal.aborted) return;
    at = performance.now();
    terminated.abort(new DOMException("SIGTERM", "TimeoutError"));
  }, 50);
  const { code } = await world.fail("ADD", world.config(["net1", "net2"], CONFIG), {
    ipam,
    signal: terminated.signal,
  }).finally(() => clearInterval(watch));
  assert.equal(code, 11);
  assert(performance.now() - at < 15_000);
  assert.deepEqual(ipam.commands(), ["ADD", "DEL"]);
  await world.assertUntouched(before);
});

Deno.test("ipamTimeout ends an IPAM plugin that takes too long", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: {}, delay: 30 });
  const before = await prepare(world);
  const config = world.config(["net1", "net2"], { ...CONFIG, ipamTimeout: 300 });
  await world.fail("ADD", config, { ipam });
  await world.assertUntouched(before);
});

Deno.test("of an IPAM plugin that hangs in ADD and in DEL host links do not wait, and an interrupt ends the call", async () => {
  using world = new World();
  using ipam = new FakePlugin().reply("ADD", { stdout: {}, delay: 300 })
    .reply("DEL", { delay: 300 });
  const names = [world.hostName("a"), world.hostName("b")];
  for (const name of names) world.dummy(name, { up: true, mtu: 3000 }, "host");
  const before = essence(await world.seeHost());
  const config = world.config(names, { linksInContainer: false, ...CONFIG, ipamTimeout: 300 });
  const terminated = new AbortController();
  const failure = world.fail("ADD", config, { ipam, signal: terminated.signal });
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    for (const end = performance.now() + 15_000; !await isSo() && performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return await isSo();
  };
  assert(await until(() => ipam.commands().includes("DEL")));
  assert(await until(async () => isDeepStrictEqual(essence(await world.seeHost()), before)));
  const began = performance.now();
  terminated.abort(new DOMException("SIGTERM", "AbortError"));
  const { code, msg } = await failure;
  assert.equal(code, 11);
  assert.match(msg, /killed during ADD: it took longer than 300 ms/);
  assert(performance.now() - began < 15_000);
});

Deno.test("IPAM's dns is kept unless the configuration has its own", async () => {
  const own = { nameservers: ["192.0.2.53"] };
  const ipams = { nameservers: ["198.51.100.53"] };
  for (const [dns, expected] of [[undefined, ipams], [own, own]] as const) {
    using world = new World();
    using ipam = giving({ ips: [{ address: "192.0.2.5/24" }], dns: ipams });
    await prepare(world);
    const config = world.config(["net1", "net2"], { ...CONFIG, ...(dns ? { dns } : {}) });
    const result = await world.succeed("ADD", config, { ipam });
    assert.deepEqual(result["dns"], expected);
  }
});

Deno.test("IPAM's addresses belong to the bond, after those of earlier interfaces", async () => {
  using world = new World();
  using ipam = giving({ ips: [{ address: "192.0.2.5/24", gateway: "192.0.2.1" }] });
  await prepare(world);
  const prevResult = {
    cniVersion: "1.1.0",
    interfaces: [{ name: "net1", sandbox: world.netnsPath }],
    ips: [{ address: "203.0.113.9/24", interface: 0 }],
  };
  const config = world.config(["net1", "net2"], { ...CONFIG, prevResult });
  const result = await world.succeed("ADD", config, { ipam });
  assert.deepEqual(result["ips"], [
    { address: "203.0.113.9/24", interface: 0 },
    { address: "192.0.2.5/24", gateway: "192.0.2.1", interface: 1 },
  ]);
});

Deno.test("addresses have the shape of every version", async () => {
  for (const cniVersion of ["0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"]) {
    using world = new World();
    const old = cniVersion < "0.3.0";
    using ipam = new FakePlugin().reply("ADD", {
      stdout: old
        ? {
          cniVersion,
          ip4: { ip: "192.0.2.5/24", routes: [{ dst: "0.0.0.0/0", gw: "192.0.2.1" }] },
        }
        : {
          cniVersion,
          ips: [{ version: "4", address: "192.0.2.5/24", gateway: "192.0.2.1" }],
          routes: [{ dst: "0.0.0.0/0" }],
        },
    });
    await prepare(world);
    const config = world.config(["net1", "net2"], { ...CONFIG, cniVersion });
    const result = await world.succeed("ADD", config, { ipam });
    assert.equal(result["cniVersion"], cniVersion);
    if (old) {
      assert(isJsonObject(result["ip4"]));
      assert.equal(result["ip4"]["ip"], "192.0.2.5/24");
      assert.equal("interfaces" in result, false);
    } else {
      const [ip] = result["ips"] as JsonObject[];
      assert.equal(ip?.["interface"], 0);
      assert.equal(ip?.["version"], cniVersion < "1" ? "4" : undefined);
    }
    const { links, routes } = await world.see({ routes: true });
    const bond = links.find(({ ifname }) => ifname === "bond0");
    assert(
      bond?.addr_info?.some(({ local, prefixlen }) => `${local}/${prefixlen}` === "192.0.2.5/24"),
    );
    const route = routes.find(({ dst }) => dst === "default");
    assert.deepEqual([route?.gateway, route?.dev], ["192.0.2.1", "bond0"]);
  }
});

Deno.test("a route's metric, table, scope, MTU and MSS are in result and kernel", async () => {
  using world = new World();
  const route = {
    dst: "198.51.100.0/24",
    priority: 100,
    table: 100,
    scope: 253,
    mtu: 1300,
    advmss: 1200,
  };
  using ipam = giving({
    ips: [{ address: "192.0.2.5/24", gateway: "192.0.2.1" }],
    routes: [route],
  });
  await prepare(world);
  const result = await world.succeed("ADD", world.config(["net1", "net2"], CONFIG), { ipam });
  assert.deepEqual(result["routes"], [route]);
  const { routes } = await world.see({ routes: true });
  const seen = routes.find(({ dst }) => dst === route.dst);
  assert.deepEqual(
    { ...seen, flags: undefined, protocol: undefined },
    {
      dst: route.dst,
      dev: "bond0",
      table: "100",
      scope: "link",
      metric: 100,
      metrics: [{ mtu: 1300, advmss: 1200 }],
      flags: undefined,
      protocol: undefined,
    },
  );
});

Deno.test("a route without a gateway takes the address', or goes to the device", async () => {
  using world = new World();
  using ipam = giving({
    ips: [{ address: "192.0.2.5/24", gateway: "192.0.2.1" }, { address: "2001:db8::5/64" }],
    routes: [{ dst: "198.51.100.0/24" }, { dst: "2001:db8:1::/48" }],
  });
  await prepare(world);
  await world.succeed("ADD", world.config(["net1", "net2"], CONFIG), { ipam });
  const { routes } = await world.see({ routes: true });
  assert.equal(routes.find(({ dst }) => dst === "198.51.100.0/24")?.gateway, "192.0.2.1");
  const device = routes.find(({ dst }) => dst === "2001:db8:1::/48");
  assert.deepEqual([device?.gateway, device?.dev], [undefined, "bond0"]);
});

Deno.test("an IPv6 address is not tentative on return, also where IPv6 was off", async () => {
  using world = new World();
  using ipam = giving({ ips: [{ address: "2001:db8::5/64" }, { address: "192.0.2.5/24" }] });
  await prepare(world);
  world.netns.run(() => {
    for (const name of ["default", "all", "lo"]) {
      Deno.writeTextFileSync(
        `/proc/thread-self/root/proc/sys/net/ipv6/conf/${name}/disable_ipv6`,
        "1",
      );
    }
  });
  await world.succeed("ADD", world.config(["net1", "net2"], CONFIG), { ipam });
  const { links } = await world.see();
  const address = links.find(({ ifname }) => ifname === "bond0")?.addr_info
    ?.find(({ local }) => local === "2001:db8::5");
  assert(address);
  assert.equal(address.tentative, undefined);
});

Deno.test("a duplicate IPv6 address fails ADD, and everything is put back", async () => {
  using world = new World();
  using ipam = giving({ ips: [{ address: "2001:db8::5/64", gateway: "2001:db8::1" }] });
  using other = new World();
  world.veth("net1", "far1", { netns: other.netns });
  world.veth("net2", "far2", { netns: other.netns });
  const { addAddress, getLink, setLink } = await import("../../netlink/mod.ts");
  const far = getLink(other.container, "far1").index;
  setLink(other.container, far, { up: true });
  addAddress(other.container, far, "2001:db8::5/64", { noDad: true });
  const before = essence((await world.see()).links);
  const config = world.config(["net1", "net2"], CONFIG);
  const { msg } = await world.fail("ADD", config, { ipam });
  assert.match(msg, /DADFAILED/);
  assert.deepEqual(ipam.commands(), ["ADD", "DEL"]);
  await world.assertUntouched(before);
});
