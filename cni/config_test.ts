import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfigHeader, parseNetworkConfig } from "./config.ts";
import { CniError } from "./errors.ts";
import type { NetworkConfig, PluginCommand } from "./invocation.ts";

const bytes = (value: unknown) =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

const parse = (value: unknown, command: PluginCommand = "ADD", log?: (m: string) => void) =>
  parseNetworkConfig(parseConfigHeader(bytes(value)), command, log);

function refusal(work: () => unknown): CniError {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof CniError, String(error));
    return error;
  }
  assert.fail("the configuration was accepted");
}

const header = (value: unknown) => refusal(() => parseConfigHeader(bytes(value)));

Deno.test("stdin that is no JSON object is code 6, an object without a name code 7", () => {
  for (const text of ["", "[]", '"x"', "5", "true", "{", "{}x", '\ufeff{"name":"n"}']) {
    const error = header(text);
    assert.equal(error.code, 6, text);
    assert.match(error.msg, /^error unmarshall network config: ./);
  }
  for (const text of ["{}", '{"name":""}', '{"name":null}', "null"]) {
    const error = header(text);
    assert.deepEqual([error.code, error.msg], [7, "missing network name"], text);
  }
  assert.equal(header({ name: 5 }).code, 6);
});

Deno.test("a network name has the characters of a container ID", () => {
  for (const name of ["a b", "a/b", "-a", "é"]) {
    const error = header({ name });
    assert.deepEqual(
      [error.code, error.msg, error.details],
      [7, "invalid characters found in network name", name],
    );
  }
});

Deno.test("keys are found in any case, as Go finds them; the exact one goes first", () => {
  const config = parse({
    ...{ Name: "n", CNIVersion: "1.1.0", Type: "bond", IPAM: { Type: "host-local" } },
    ...{ DNS: { Domain: "d" }, PrevResult: { IPs: [{ Address: "10.0.0.1/24" }] } },
  });
  assert.deepEqual([config.name, config.cniVersion, config.type], ["n", "1.1.0", "bond"]);
  assert.equal(config.ipam?.type, "host-local");
  assert.equal(config.dns.domain, "d");
  assert.deepEqual(config.prevResult?.ips, [{ address: "10.0.0.1/24" }]);
  assert.equal(parse({ name: "n", ipam: { type: "a" }, IPAM: { type: "b" } }).ipam?.type, "a");
});

Deno.test("a configuration without cniVersion is one of 0.1.0", () => {
  for (const config of [{ name: "n" }, { name: "n", cniVersion: "" }]) {
    assert.equal(parse(config).cniVersion, "0.1.0");
  }
});

Deno.test("a cniVersion that is no string is code 6", () => {
  for (const cniVersion of [1, true, {}, []]) {
    const error = header({ name: "n", cniVersion });
    assert.equal(error.code, 6);
    assert.match(error.msg, /^decoding version from network config: /);
  }
});

Deno.test("unknown keys, args, cni.dev/ keys and capabilities never cause an error", () => {
  const odd = [1, "x", [], {}, null, [1], { a: { b: 1 } }];
  for (const command of ["ADD", "CHECK", "DEL", "STATUS"] as const) {
    for (const value of odd) {
      const config = {
        name: "n",
        type: "t",
        unknown: value,
        args: value,
        capabilities: value,
        "cni.dev/valid-attachments": value,
        "cni.dev/attachments": value,
        "cni.dev/other": value,
      };
      assert.equal(parse(config, command).name, "n");
    }
  }
});

Deno.test("the known keys are read, null reads as absent, and raw keeps everything", () => {
  const config = {
    cniVersion: "1.1.0",
    name: "n",
    type: "t",
    ipam: { type: "static", addresses: [] },
    dns: { nameservers: ["1.1.1.1"] },
    runtimeConfig: { mac: "02:00:00:00:00:01" },
    args: { cni: { ips: [] } },
    capabilities: { mac: true, ips: false, odd: "yes" },
    extra: 7,
  };
  assert.deepEqual(parse(config), {
    ...without(config, "extra"),
    capabilities: { mac: true, ips: false, odd: false },
    raw: config,
  });
  const nulls = parse({ name: "n", type: null, ipam: null, dns: null, prevResult: null });
  assert.deepEqual(without(nulls, "raw"), {
    cniVersion: "0.1.0",
    name: "n",
    type: "",
    dns: {},
    runtimeConfig: {},
    args: {},
    capabilities: {},
  });
});

Deno.test("an ipam without a type is no ipam", () => {
  for (const ipam of [{}, { type: "" }, { type: null }, { subnet: "10.0.0.0/8" }]) {
    assert.equal(parse({ name: "n", ipam }).ipam, undefined);
  }
  assert.equal(refusal(() => parse({ name: "n", ipam: { type: 5 } })).code, 6);
  assert.equal(refusal(() => parse({ name: "n", ipam: "static" })).code, 6);
});

Deno.test("DEL passes over a prevResult of odd content and says so; ADD does not", () => {
  for (const prevResult of [5, [], { cniVersion: "9.9.9" }, { ips: [{ address: "no" }] }]) {
    const config = { name: "n", cniVersion: "1.1.0", prevResult };
    const log: string[] = [];
    assert.equal(parse(config, "DEL", (message) => log.push(message)).prevResult, undefined);
    assert.match(log.join(), /^ignoring prevResult of the configuration: /);
    assert.equal(refusal(() => parse(config, "ADD")).code, 6);
  }
});

Deno.test("a prevResult is of the family of the configuration's version", () => {
  const ips = [{ address: "10.0.0.1/24", version: "4" }];
  const of = (cniVersion: string, resultVersion?: string) => ({
    name: "n",
    cniVersion,
    prevResult: { ...(resultVersion ? { cniVersion: resultVersion } : {}), ips },
  });
  assert.deepEqual(parse(of("1.1.0", "1.0.0")).prevResult?.ips, [{ address: "10.0.0.1/24" }]);
  assert.deepEqual(parse(of("0.4.0", "0.3.0")).prevResult?.ips, [{ address: "10.0.0.1/24" }]);
  assert.deepEqual(parse(of("1.0.0")).prevResult?.ips, [{ address: "10.0.0.1/24" }]);
  assert.match(
    refusal(() => parse(of("1.0.0", "0.4.0"))).msg,
    /could not parse prevResult: result type supports \[1\.0\.0 1\.1\.0\] but unmarshalled CNIVersion is "0\.4\.0"/,
  );
});

Deno.test("valid-attachments may be null, empty, populated or absent, and GC knows which", () => {
  const gc = (value?: unknown) =>
    parse({ name: "n", "cni.dev/valid-attachments": value }, "GC").validAttachments;
  assert.equal(gc(), undefined);
  assert.deepEqual(gc(null), []);
  assert.deepEqual(gc([]), []);
  assert.deepEqual(gc([{ containerID: "c", ifname: "i" }]), [{ containerId: "c", ifname: "i" }]);
  for (const odd of [{}, "x", [5], [{ containerID: 1, ifname: "i" }]]) {
    assert.equal(refusal(() => gc(odd)).code, 6, "a list that is misread would delete too much");
  }
});

Deno.test("whatever comes on stdin, the answer is a configuration or a CniError of code 6 or 7", () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string().map(bytes),
    fc.json().map(bytes),
    fc.record(
      {
        name: fc.oneof(fc.constant("n"), fc.jsonValue()),
        cniVersion: fc.oneof(fc.constantFrom("0.3.1", "1.1.0"), fc.jsonValue()),
        ipam: fc.jsonValue(),
        dns: fc.jsonValue(),
        prevResult: fc.jsonValue(),
        "cni.dev/valid-attachments": fc.jsonValue(),
      },
      { requiredKeys: [] },
    ).map(bytes),
  );
  const command = fc.constantFrom<PluginCommand>("ADD", "DEL", "CHECK", "GC", "STATUS");
  fc.assert(fc.property(anything, command, (stdin, command) => {
    try {
      const config: NetworkConfig = parseNetworkConfig(parseConfigHeader(stdin), command);
      assert.notEqual(config.name, "");
    } catch (error) {
      assert.ok(error instanceof CniError, String(error));
      assert.ok(error.code === 6 || error.code === 7);
      assert.notEqual(error.msg, "");
    }
  }));
});

function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object;
  return rest;
}
