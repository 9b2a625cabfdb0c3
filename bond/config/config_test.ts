import assert from "node:assert/strict";
import { describeProblem } from "./problem.ts";
import fc from "fast-check";
import type { JsonObject } from "../../cni/mod.ts";
import { BOND_OPTIONS } from "./options.ts";
import { ConfigError } from "./problem.ts";
import { SETTINGS } from "./settings.ts";
import { accepted, parse, refused, refusedKeys } from "../testing_config.ts";

Deno.test("all problems are told at once, each with its key, its value and what is allowed", () => {
  const problems = refused({
    mode: "fast",
    miimon: "soon",
    mtu: 12,
    links: ["net1"],
    lpInterval: 0,
    restore: { mac: "maybe" },
  });
  assert.deepEqual(problems.map(({ key, value }) => [key, value]), [
    ["mode", "fast"],
    ["miimon", "soon"],
    ["lpInterval", 0],
    ["mtu", 12],
    ["restore.mac", "maybe"],
    ["links", undefined],
  ]);
  assert(problems.every(({ allowed, remedy }) => allowed ?? remedy));
});

Deno.test("a rule that is broken names the value as it was given, and what to do", () => {
  const problems = refused({
    lacpRate: "1",
    tlbDynamicLb: true,
    updelay: "150",
    primaryReselect: "better",
    numTxQueues: 2,
    links: [
      { name: "net1", actorPortPrio: 1, queueId: 1 },
      { name: "net2", ifName: "net1", queueId: 1 },
      { name: "net3", queueId: 3 },
      { name: "net1" },
    ],
  });
  assert.deepEqual(Object.fromEntries(problems.map(({ key, value }) => [key, value])), {
    lacpRate: "1",
    tlbDynamicLb: true,
    updelay: "150",
    primaryReselect: "better",
    "links[3]": "net1",
    "links[1].ifName": "net1",
    "links[0].actorPortPrio": 1,
    "links[1].queueId": "1",
    "links[2].queueId": 3,
  });
  assert.deepEqual(problems.filter(({ allowed, remedy }) => !allowed && !remedy), []);
  const [tooMany] = refused({ minLinks: 3 });
  assert.deepEqual([tooMany?.key, tooMany?.remedy], ["minLinks", "set 2 or less"]);
});

Deno.test("the message names the network, the key and the value; the details say what to do", () => {
  assert.throws(() => parse({ miimon: "abc" }), (error: ConfigError) => {
    assert.equal(
      error.message,
      'invalid configuration of network "bond-net": miimon "abc" is not a whole number',
    );
    assert.equal(error.details, "miimon: allowed is a whole number of ms from 0 to 2147483647");
    return true;
  });
});

Deno.test("of a long value only the beginning is told", () => {
  const message = describeProblem({ key: "junk", value: "x".repeat(1000), problem: "is unknown" });
  assert.match(message, /^junk "x{90,100}… is unknown$/);
});

Deno.test("what the kernel could not take is refused before anything is touched", () => {
  assert.deepEqual(
    refused({ alias: "é".repeat(128) }).map(({ key, problem, allowed }) => ({
      key,
      problem,
      allowed,
    })),
    [{
      key: "alias",
      problem: "is too long with 256 octets",
      allowed: "a text of at most 255 octets",
    }],
  );
  const links = [{ name: "net1", ifName: "x%d" }, { name: "net2" }];
  assert.deepEqual(refusedKeys({ links }), ["links[0].ifName"]);
});

Deno.test("keys of others never cause an error, and unknown ones only a warning", () => {
  const others = {
    args: { labels: [1] },
    capabilities: { mac: true },
    "cni.dev/anything": 1,
    ipMasq: true,
    isGateway: true,
    deviceID: "0000:3b:02.0",
  };
  assert.deepEqual(parse(others).warnings, []);
  const [warning] = parse({ lacp_rate: "fast" }).warnings;
  assert.match(warning?.problem ?? "", /did you mean lacpRate/);
});

Deno.test("DEL gives everything back but what restore leaves out", () => {
  const all = { adminState: true, name: true, mac: true, mtu: true };
  assert.deepEqual(accepted().restore, all);
  assert.deepEqual(accepted({ restore: {} }).restore, all);
  assert.deepEqual(accepted({ restore: { mac: "off", mtu: null } }).restore, {
    ...all,
    mac: false,
  });
  const [problem] = refused({ restore: [] });
  assert.equal(
    problem?.allowed,
    "an object with adminState, name, mac, mtu, each true or false",
  );
});

Deno.test("what is not said has the value of its table, and nothing else is there", () => {
  const { options, links, restore: _, ...settings } = accepted();
  assert.deepEqual(options, { mode: "active-backup", miimon: 100 });
  assert.deepEqual(links, [{ select: { by: "name", name: "net1" } }, {
    select: { by: "name", name: "net2" },
  }]);
  const given = new Map<string, unknown>([["linksInContainer", true]]);
  assert.deepEqual(
    settings,
    Object.fromEntries(
      SETTINGS.flatMap((setting) =>
        "default" in setting
          ? [[setting.key, given.get(setting.key) ?? setting.default] as const]
          : []
      ),
    ),
  );
});

Deno.test("strict refuses unknown keys", () => {
  assert.deepEqual(refusedKeys({ strict: true, colour: "red" }), ["colour"]);
});

Deno.test("unknown keys are noticed in links and restore too", () => {
  const changes = {
    links: [{ name: "net1", priority: 5 }, { name: "net2", QueueID: 1, mac: null, junk: null }],
    restore: { admin: false },
  };
  const keys = ["links[0].priority", "links[1].QueueID", "restore.admin"];
  const { warnings } = parse(changes);
  assert.deepEqual(warnings.map(({ key }) => key), keys);
  assert.match(warnings[1]?.problem ?? "", /did you mean queueId\?/);
  assert.deepEqual(refusedKeys({ ...changes, strict: true }), keys);
});

Deno.test("keys are read in any case, and null is absence, as Go does", () => {
  const config = accepted({ miimon: null, MIIMON: "200", FailOverMAC: 1, mtu: null });
  assert.deepEqual([config.options.miimon, config.options.failOverMac, config.mtu], [
    200,
    "active",
    0,
  ]);
  assert.ok(accepted({ IPAM: { type: "static" }, DNS: {}, Strict: true }));
  assert.deepEqual(refusedKeys({ IPAM: { Type: "bond" } }), ["ipam.type"]);
});

Deno.test("no configuration says where records are, in whatever spelling; CHECK passes over it", () => {
  for (const key of ["stateDir", "StateDir", "STATEDIR"]) {
    for (const value of ["/run/records", "", 5, {}]) {
      assert.deepEqual(refusedKeys({ [key]: value }), [key]);
      parse({ [key]: value, strict: true }, undefined, "CHECK");
    }
  }
  accepted({ stateDir: null });
});

Deno.test("an alias is one that the kernel takes", () => {
  for (const alias of ["x".repeat(256), "a\0b"]) {
    assert.deepEqual(refusedKeys({ alias }), ["alias"]);
  }
  assert.equal(accepted({ alias: "é".repeat(127) }).alias?.length, 127);
});

Deno.test("bond is no IPAM plugin", () => {
  assert.deepEqual(refusedKeys({ ipam: { type: "bond" } }), ["ipam.type"]);
});

Deno.test("no version needs ipam, though results of 0.1.0 and 0.2.0 describe addresses alone", () => {
  for (const cniVersion of ["0.1.0", "0.2.0", null]) parse({ cniVersion });
});

Deno.test("the MAC comes from runtimeConfig, else args.cni, else CNI_ARGS, else the configuration", () => {
  const address = (last: number) => `02:00:00:00:00:0${last}`;
  const sources: JsonObject[] = [
    { mac: address(1) },
    { args: { cni: { mac: address(3) } } },
    { runtimeConfig: { mac: address(4) } },
  ];
  const args = new Map([["MAC", address(2)]]);
  assert.equal(parse({ ...sources[0] }).config.mac, address(1));
  assert.equal(parse({ ...sources[0] }, args).config.mac, address(2));
  assert.equal(parse({ ...sources[0], ...sources[1] }, args).config.mac, address(3));
  assert.equal(parse({ ...sources[0], ...sources[1], ...sources[2] }, args).config.mac, address(4));
  assert.deepEqual(refusedKeys({ runtimeConfig: { mac: "x" } }), ["runtimeConfig.mac"]);
});

Deno.test("whatever JSON a key has, it is accepted or refused by name, and nothing else happens", () => {
  const keys = [...BOND_OPTIONS.map(({ key }) => key), "mtu", "mac", "restore", "waitForCarrier"];
  fc.assert(fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
    try {
      parse({ [key]: value });
    } catch (error) {
      assert(error instanceof ConfigError, String(error));
      assert(error.problems.length > 0);
    }
  }));
  fc.assert(fc.property(fc.jsonValue(), (links) => {
    try {
      parse({ links });
    } catch (error) {
      assert(error instanceof ConfigError, String(error));
    }
  }));
});
