import assert from "node:assert/strict";
import { parsePolicy, policyJsonSchema } from "./policy.ts";

const EXAMPLE = {
  hostLinks: { allow: [{ name: "ens*" }, { driver: "iavf", namespaces: ["telco-*"] }] },
  allowInUse: false,
  ipam: { types: ["host-local"] },
  log: { file: "/var/log/bond.log", level: "info" },
  limits: { ipamMs: 60000 },
};

Deno.test("a policy is read as it is written", () => {
  assert.deepEqual(parsePolicy(JSON.stringify(EXAMPLE)), { policy: EXAMPLE });
  assert.deepEqual(parsePolicy("{}"), { policy: {} });
});

Deno.test("whatever is not known is wrong, and is named with its place and what is allowed", () => {
  const wrong: readonly [json: unknown, said: RegExp][] = [
    [null, /it is null: allowed is an object/],
    [[], /it is \[\]: allowed is an object/],
    [{ hostlinks: {} }, /"hostlinks" is no key: allowed are hostLinks, allowInUse/],
    [{ hostLinks: { deny: [] } }, /"hostLinks\.deny" is no key/],
    [{ hostLinks: { allow: {} } }, /hostLinks\.allow is \{\}: allowed is a list/],
    [{ hostLinks: { allow: [{}] } }, /hostLinks\.allow\[0\] is \{\}: allowed is an object with at/],
    [{ hostLinks: { allow: [{ name: "" }] } }, /hostLinks\.allow\[0\]\.name is ""/],
    [{ hostLinks: { allow: [{ name: ["ens1"] }] } }, /\.name is \["ens1"\]/],
    [{ hostLinks: { allow: [{ namespaces: [] }] } }, /namespaces is \[\]: .* at least 1/],
    [{ hostLinks: { allow: [{ __proto__x: 1 }] } }, /is no key/],
    [{ allowInUse: "true" }, /allowInUse is "true": allowed is true or false/],
    [{ allowInUse: null }, /allowInUse is null/],
    [{ ipam: { types: "host-local" } }, /ipam\.types is "host-local": allowed is a list/],
    [{ ipam: { types: ["../x"] } }, /ipam\.types\[0\]/],
    [{ log: { file: "bond.log" } }, /log\.file is "bond\.log": allowed is an absolute path/],
    [{ log: { level: "loud" } }, /allowed is one of error, info, debug/],
    [{ limits: { ipamMs: 0 } }, /limits\.ipamMs is 0: allowed is a whole number from 1/],
    [{ limits: { ipamMs: "60" } }, /limits\.ipamMs is "60"/],
  ];
  for (const [json, said] of wrong) {
    const { problem = "", policy } = parsePolicy(JSON.stringify(json));
    assert.equal(policy, undefined, JSON.stringify(json));
    assert.match(problem, said);
  }
  assert.deepEqual(parsePolicy("{"), { problem: "it is not JSON" });
  assert.match(parsePolicy('{"__proto__": {"a": 1}}').problem ?? "", /"__proto__" is no key/);
});

Deno.test("many or long problems are told in a few words", () => {
  const { problem = "" } = parsePolicy(
    JSON.stringify(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 1]))),
  );
  assert.match(problem, /and 47 more$/);
  const { problem: long = "" } = parsePolicy(JSON.stringify({ allowInUse: "x".repeat(100_000) }));
  assert(long.length < 200);
});

Deno.test("the schema has every key with a description, and no other keys", () => {
  const schema = JSON.stringify(policyJsonSchema());
  for (const key of ["hostLinks", "hardware", "pciAddress", "namespaces", "ipamMs", "level"]) {
    assert.match(schema, new RegExp(`"${key}":\\{"description":"`));
  }
  assert.equal(schema.match(/"additionalProperties":false/g)?.length, 7);
});
