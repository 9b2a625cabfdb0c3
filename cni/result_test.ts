import assert from "node:assert/strict";
import { CniError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { parseResult } from "./result_parse.ts";
import { expectConvertible, renderResult } from "./result_render.ts";
import { emptyResult, extendResult, type Result } from "./result.ts";
import { CNI_VERSIONS } from "./version.ts";

const FULL: Result = {
  cniVersion: "1.1.0",
  interfaces: [
    {
      name: "bond0",
      mac: "02:00:00:00:00:01",
      mtu: 1500,
      sandbox: "/run/netns/x",
      socketPath: "/s",
      pciID: "0000:00:1f.6",
    },
    { name: "other" },
  ],
  ips: [
    { interface: 0, address: "10.1.2.3/24", gateway: "10.1.2.1" },
    { interface: 0, address: "10.1.9.9/16" },
    { interface: 1, address: "fd00::3/64", gateway: "fd00::1" },
  ],
  routes: [
    {
      dst: "10.9.1.2/8",
      gw: "10.1.2.1",
      mtu: 1400,
      advmss: 1360,
      priority: 100,
      table: 100,
      scope: 253,
    },
    { dst: "::/0", gw: "fd00::1" },
    { dst: "0.0.0.0/0", table: 0, scope: 0 },
  ],
  dns: { nameservers: ["1.1.1.1"], domain: "d", search: ["s"], options: ["o"] },
};

const LAYER_2: Result = {
  ...emptyResult(),
  interfaces: [{ name: "bond0", sandbox: "/run/netns/x" }],
};

function refusal(work: () => unknown): CniError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof CniError, String(error));
    return error;
  }
  assert.fail("it was accepted");
}

Deno.test("1.0.0 and 1.1.0 have no ips[].version, no empty dns, and print interface 0", () => {
  for (const version of ["1.0.0", "1.1.0"]) {
    const { cniVersion, ...rest } = renderResult(FULL, version);
    assert.equal(cniVersion, version);
    assert.deepEqual({ cniVersion: "1.1.0", ...rest }, FULL);
    assert.deepEqual(renderResult(LAYER_2, version), {
      cniVersion: version,
      interfaces: LAYER_2.interfaces,
    });
  }
});

Deno.test("0.3.0 to 0.4.0 have ips[].version, always dns, and interfaces of three members", () => {
  for (const version of ["0.3.0", "0.3.1", "0.4.0"]) {
    const json = renderResult(FULL, version);
    assert.deepEqual(json["ips"], [
      { version: "4", interface: 0, address: "10.1.2.3/24", gateway: "10.1.2.1" },
      { version: "4", interface: 0, address: "10.1.9.9/16" },
      { version: "6", interface: 1, address: "fd00::3/64", gateway: "fd00::1" },
    ]);
    assert.deepEqual(json["interfaces"], [
      { name: "bond0", mac: "02:00:00:00:00:01", sandbox: "/run/netns/x" },
      { name: "other" },
    ]);
    assert.deepEqual(json["dns"], FULL.dns);
    assert.deepEqual(renderResult(LAYER_2, version), {
      cniVersion: version,
      interfaces: [{ name: "bond0", sandbox: "/run/netns/x" }],
      dns: {},
    });
  }
});

Deno.test("0.1.0 and 0.2.0 have one address of each family, with the routes of that family", () => {
  for (const version of ["0.1.0", "0.2.0"]) {
    assert.deepEqual(renderResult(FULL, version), {
      cniVersion: version,
      ip4: {
        ip: "10.1.2.3/24",
        gateway: "10.1.2.1",
        routes: [{ dst: "10.9.1.2/8", gw: "10.1.2.1" }, { dst: "0.0.0.0/0" }],
      },
      ip6: { ip: "fd00::3/64", gateway: "fd00::1", routes: [{ dst: "::/0", gw: "fd00::1" }] },
      dns: FULL.dns,
    });
  }
  const onlyIpv4 = { ...FULL, ips: FULL.ips.slice(0, 1), dns: {} };
  const json = renderResult(onlyIpv4, "0.2.0");
  assert.deepEqual(Object.keys(json), ["cniVersion", "ip4", "dns"]);
});

Deno.test("a result without an address is no result of 0.1.0 and 0.2.0 to most plugins", () => {
  for (const version of ["", "0.1.0", "0.2.0"]) {
    const error = refusal(() => expectConvertible(LAYER_2, version));
    assert.deepEqual([error.code, error.msg], [7, "cannot convert: no valid IP addresses"]);
    assert.deepEqual(renderResult(LAYER_2, version), { cniVersion: version || "0.1.0", dns: {} });
  }
  expectConvertible(LAYER_2, "0.3.0");
});

Deno.test("addresses are kept as Go writes them: short, and IPv4 where they are mapped into IPv6", () => {
  const json = {
    cniVersion: "1.0.0",
    ips: [{ address: "FD00:0:0::0002/64", gateway: "FD00::0001" }, {
      address: "::ffff:10.1.1.1/120",
    }],
    routes: [{ dst: "::FFFF:10.2.0.0/80", gw: "::ffff:10.1.1.254" }],
  };
  const { ips, routes } = parseResult(json, "1.0.0");
  assert.deepEqual(ips, [{ address: "fd00::2/64", gateway: "fd00::1" }, {
    address: "10.1.1.1/24",
  }]);
  assert.deepEqual(routes, [{ dst: "10.2.0.0/0", gw: "10.1.1.254" }]);
});

Deno.test("the result carries the version asked for, 0.1.0 when that is empty", () => {
  for (const version of CNI_VERSIONS) {
    assert.equal(renderResult(FULL, version)["cniVersion"], version);
  }
  assert.equal(renderResult(FULL, "")["cniVersion"], "0.1.0");
  assert.equal(
    refusal(() => renderResult(FULL, "9.9.9")).msg,
    "no converter for CNI result version 1.1.0 to 9.9.9",
  );
});

Deno.test("route extras of IPAM survive into results of 1.0.0 and 1.1.0", () => {
  const ipam = parseResult({ cniVersion: "1.0.0", routes: FULL.routes }, "1.1.0");
  const result = extendResult(undefined, { interface: { name: "bond0" }, ipam });
  for (const version of ["1.0.0", "1.1.0"]) {
    assert.deepEqual(renderResult(result, version)["routes"], FULL.routes);
  }
});

Deno.test("dns of the configuration wins, else that of IPAM, else the previous one", () => {
  const dns = (of?: string) => of === undefined ? {} : { nameservers: [of] };
  const merged = (config?: string, ipam?: string, previous?: string) =>
    extendResult({ ...emptyResult(), dns: dns(previous) }, {
      interface: { name: "bond0" },
      ipam: { ...emptyResult(), dns: dns(ipam) },
      dns: dns(config),
    }).dns;
  assert.deepEqual(merged("c", "i", "p"), dns("c"));
  assert.deepEqual(merged(undefined, "i", "p"), dns("i"));
  assert.deepEqual(merged(undefined, undefined, "p"), dns("p"));
  assert.deepEqual(merged(), {});
  assert.deepEqual(
    extendResult(undefined, { interface: { name: "b" }, dns: dns("c") }).dns,
    dns("c"),
  );
});

Deno.test("a previous result keeps its order and indices; ours come after it", () => {
  const ipam = parseResult(
    { ips: [{ address: "10.5.5.5/24" }], routes: [{ dst: "10.6.0.0/16" }] },
    "1.0.0",
  );
  const result = extendResult(FULL, { interface: { name: "bond1" }, ipam });
  assert.deepEqual(result.interfaces, [...FULL.interfaces, { name: "bond1" }]);
  assert.deepEqual(result.ips, [...FULL.ips, { interface: 2, address: "10.5.5.5/24" }]);
  assert.deepEqual(result.routes, [...FULL.routes, { dst: "10.6.0.0/16" }]);
  assert.deepEqual(result.dns, FULL.dns);
});

Deno.test("a result without a version is read in the default one, an unknown one refused", () => {
  const ip = { ip4: { ip: "10.0.0.1/8" }, ips: [{ address: "10.0.0.2/8" }] };
  assert.deepEqual(parseResult(ip, "0.2.0").ips, [{ address: "10.0.0.1/8" }]);
  assert.deepEqual(parseResult(ip, "1.0.0").ips, [{ address: "10.0.0.2/8" }]);
  assert.deepEqual(parseResult({ ...ip, cniVersion: "" }, "1.0.0").ips, [{
    address: "10.0.0.2/8",
  }]);
  assert.equal(
    refusal(() => parseResult({ cniVersion: "9.9.9" }, "1.0.0")).msg,
    'unsupported CNI result version "9.9.9"',
  );
});

Deno.test("a bad CIDR or address in a result is an error that shows it", () => {
  const message = (json: JsonObject) => refusal(() => parseResult(json, "1.0.0")).msg;
  for (const address of ["", "10.0.0.1", "10.0.0.1/33", "x/8", "fd00::/129", "10.0.0.1/"]) {
    assert.equal(message({ ips: [{ address }] }), `invalid CIDR address: ${address}`);
  }
  assert.equal(message({ routes: [{ dst: "default" }] }), "invalid CIDR address: default");
  assert.equal(
    message({ ips: [{ address: "10.0.0.1/8", gateway: "x" }] }),
    "invalid IP address: x",
  );
  assert.equal(
    message({ routes: [{ dst: "10.0.0.0/8", gw: "10/8" }] }),
    "invalid IP address: 10/8",
  );
});

Deno.test("null is an empty result, and null members are absent ones", () => {
  assert.deepEqual(parseResult(null, "1.1.0"), emptyResult());
  const nulls = { interfaces: null, ips: null, routes: null, dns: null, ip4: null };
  assert.deepEqual(parseResult(nulls, "1.1.0"), emptyResult());
  assert.deepEqual(parseResult(nulls, "0.2.0"), emptyResult());
});

Deno.test("the old shape reads as addresses and routes, IPv4 first", () => {
  const json = {
    cniVersion: "0.2.0",
    ip6: { ip: "fd00::3/64", routes: [{ dst: "::/0" }] },
    ip4: { ip: "10.1.2.3/24", gateway: "10.1.2.1", routes: [{ dst: "0.0.0.0/0", gw: "10.1.2.1" }] },
    dns: { nameservers: ["1.1.1.1"] },
  };
  assert.deepEqual(parseResult(json, "0.2.0"), {
    cniVersion: "1.1.0",
    interfaces: [],
    ips: [{ address: "10.1.2.3/24", gateway: "10.1.2.1" }, { address: "fd00::3/64" }],
    routes: [{ dst: "0.0.0.0/0", gw: "10.1.2.1" }, { dst: "::/0" }],
    dns: { nameservers: ["1.1.1.1"] },
  });
});
