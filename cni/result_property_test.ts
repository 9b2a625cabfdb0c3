import assert from "node:assert/strict";
import fc from "fast-check";
import { CniError } from "./errors.ts";
import type { JsonObject } from "./json.ts";
import { formatAddress, parseAddress } from "../netlink/mod.ts";
import { parseResult } from "./result_parse.ts";
import { renderResult } from "./result_render.ts";
import type { Result } from "./result.ts";
import { CNI_VERSIONS } from "./version.ts";

const text = fc.stringMatching(/^[a-z0-9/:.]{1,12}$/);
const size = fc.integer({ min: 1, max: 2 ** 31 });
const ipv4 = fc.ipV4();
/** In the form that results are kept in. */
const ipv6 = fc.ipV6().map((ip) => formatAddress(parseAddress(ip).bytes))
  .filter((ip) => !ip.startsWith("::ffff:"));
const gatewayOf = { gateway: ipv4 };
const optional = <T extends object>(model: T, required: (keyof T)[]) =>
  fc.record(model as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: required as never[],
    noNullPrototype: true,
  });
const cidr = fc.oneof(
  fc.tuple(ipv4, fc.integer({ min: 0, max: 32 })).map(([ip, length]) => `${ip}/${length}`),
  fc.tuple(ipv6, fc.integer({ min: 0, max: 128 })).map(([ip, length]) => `${ip}/${length}`),
);
const dns = optional({
  nameservers: fc.array(text, { minLength: 1 }),
  domain: text,
  search: fc.array(text, { minLength: 1 }),
  options: fc.array(text, { minLength: 1 }),
}, []);
const anyResult = fc.record({
  cniVersion: fc.constant("1.1.0"),
  interfaces: fc.array(optional({
    name: text,
    mac: text,
    mtu: size,
    sandbox: text,
    socketPath: text,
    pciID: text,
  }, ["name"])),
  ips: fc.array(optional({ interface: fc.nat(9), address: cidr, ...gatewayOf }, ["address"])),
  routes: fc.array(optional({
    dst: cidr,
    gw: ipv4,
    mtu: size,
    advmss: size,
    priority: size,
    table: fc.nat(),
    scope: fc.nat(255),
  }, ["dst"])),
  dns,
}, { noNullPrototype: true }) as unknown as fc.Arbitrary<Result>;

Deno.test("what is rendered in 1.x reads back as it was", () => {
  fc.assert(fc.property(anyResult, fc.constantFrom("1.0.0", "1.1.0"), (result, version) => {
    assert.deepEqual(parseResult(throughJson(renderResult(result, version)), "0.1.0"), result);
  }));
});

Deno.test("in every version, rendering what was read from a rendering changes nothing any more", () => {
  fc.assert(fc.property(anyResult, fc.constantFrom(...CNI_VERSIONS), (result, version) => {
    fc.pre(result.ips.length > 0);
    const once = throughJson(renderResult(result, version));
    assert.deepEqual(throughJson(renderResult(parseResult(once, "1.1.0"), version)), once);
  }));
});

Deno.test("in 0.3.0 and newer, no address and no route is lost", () => {
  const versions = fc.constantFrom(...CNI_VERSIONS.slice(2));
  fc.assert(fc.property(anyResult, versions, (result, version) => {
    const { ips, routes } = parseResult(throughJson(renderResult(result, version)), version);
    assert.deepEqual({ ips, routes }, { ips: result.ips, routes: result.routes });
  }));
});

Deno.test("whatever a plugin prints, reading it gives a result or a CniError", () => {
  const member = fc.oneof(fc.jsonValue(), fc.array(fc.record({ address: cidr, dst: cidr })));
  const object = fc.record(
    {
      cniVersion: fc.oneof(fc.constantFrom(...CNI_VERSIONS), fc.jsonValue()),
      ips: member,
      routes: member,
      interfaces: member,
      ip4: member,
      dns: member,
    },
    { requiredKeys: [] },
  );
  fc.assert(fc.property(fc.oneof(fc.jsonValue(), object), (json) => {
    try {
      assert.equal(parseResult(json, "1.1.0").cniVersion, "1.1.0");
    } catch (error) {
      assert.ok(error instanceof CniError, String(error));
    }
  }));
});

function throughJson(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
