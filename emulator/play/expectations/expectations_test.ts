import assert from "node:assert/strict";
import * as z from "zod";
import type { PodLink } from "../../lab/sandbox/mod.ts";
import { defineExpectation, type Seen } from "./expectation.ts";
import { bindExpectations, type Expectation } from "./mod.ts";
import type { Unmet } from "../unmet.ts";

const QUIET: Seen = { failures: [], links: [], flows: {}, metMs: undefined };

function unmet(expect: Expectation, seen: Partial<Seen> = {}): string[] {
  return unmetAsData(expect, seen).map(({ message }) => message);
}

function unmetAsData(expect: Expectation, seen: Partial<Seen> = {}): Unmet[] {
  return bindExpectations(expect).flatMap((one) => one.unmet({ ...QUIET, ...seen }));
}

Deno.test("a call that fails is not as expected, unless it is", () => {
  const failures = ["no address left"];
  assert.deepEqual(unmet({}, { failures }), ["it failed: no address left"]);
  assert.deepEqual(unmet({ succeeds: false }, { failures }), []);
  assert.deepEqual(unmet({ error: "address left" }, { failures }), []);
  assert.match(
    unmet({ error: "absent" }, { failures })[0] ?? "",
    /"absent" was expected.*no address/,
  );
  assert.match(unmet({ error: "absent" })[0] ?? "", /it succeeded/);
  assert.equal(unmet({ succeeds: false }).length, 1);
});

Deno.test("an error and success exclude each other", () => {
  assert.deepEqual(unmet({ error: "address", succeeds: true }, { failures: ["no address left"] }), [
    "it failed: no address left",
  ]);
});

Deno.test("what has a time limit must happen, and in time", () => {
  const expect: Expectation = { activeLink: { bond: "bond0", is: "net2", withinMs: 200 } };
  assert.deepEqual(unmet(expect, { metMs: 110 }), []);
  assert.deepEqual(unmet(expect, { metMs: 310 }), [
    "bond0 sending through net2 took 310 ms; at most 200 are allowed",
  ]);
  assert.deepEqual(unmet(expect), ["bond0 sending through net2 did not happen within 200 ms"]);
});

Deno.test("bonds are as expected by their active link, or by the ports of their aggregator", () => {
  const bonds = { activeLink: () => "net2", aggregatorPorts: () => 2 };
  const isMet = (expect: Expectation) => {
    const watching = bindExpectations(expect).at(-1)?.watching;
    return watching?.look === "bonds" && watching.isMet(bonds);
  };
  const limits = { bond: "bond0", withinMs: 200 };
  assert.equal(isMet({ activeLink: { ...limits, is: "net2" } }), true);
  assert.equal(isMet({ activeLink: { ...limits, is: "net1" } }), false);
  assert.equal(isMet({ aggregator: { ...limits, ports: 2 } }), true);
  assert.equal(isMet({ aggregator: { ...limits, ports: 1 } }), false);
});

Deno.test("an announcement must be of the address, and of the owner that is said", () => {
  const heard = { kind: "arp", address: "10.0.0.2", mac: "02:00:00:00:00:01" } as const;
  const hears = (expect: Expectation["announces"]) => {
    const watching = bindExpectations(expect ? { announces: expect } : {}).at(-1)?.watching;
    return watching?.look === "announcements" && watching.isMet(heard);
  };
  const limits = { address: "10.0.0.2", withinMs: 100 };
  assert.equal(hears(limits), true);
  assert.equal(hears({ ...limits, mac: heard.mac }), true);
  assert.equal(hears({ ...limits, address: "::1" }), false);
  assert.equal(hears({ ...limits, mac: "02:00:00:00:00:02" }), false);
  assert.deepEqual(unmet({ announces: { ...limits, mac: "02:00:00:00:00:02" } }), [
    "an announcement of 10.0.0.2 from 02:00:00:00:00:02 did not happen within 100 ms",
  ]);
});

Deno.test("traffic has limits for what is lost, doubled and late", () => {
  const flows = { "to the host": { lost: 7, duplicated: 1, maxGapMs: 80 } };
  assert.deepEqual(unmet({ traffic: { maxLost: 7, maxDuplicated: 0, maxGapMs: 50 } }, { flows }), [
    "to the host: 1 probes doubled; at most 0 are allowed",
    "to the host: 80 ms without a probe; at most 50 are allowed",
  ]);
});

Deno.test("traffic that is expected must have been sent", () => {
  assert.deepEqual(unmet({ traffic: { maxLost: 0 } }), [
    "no probes were sent: traffic must have started, and its pod be there",
  ]);
});

Deno.test("links have the properties that are said, and are absent where null is", () => {
  const link: PodLink = {
    index: 2,
    name: "net1",
    kind: "",
    mac: "02:00:00:00:00:01",
    mtu: 1500,
    up: true,
    flags: [],
    operState: "up",
    addresses: ["10.0.0.1/24"],
  };
  const expect = (links: Expectation["links"]) => unmet(links ? { links } : {}, { links: [link] });
  assert.deepEqual(expect({ net1: { mtu: 1500, addresses: ["10.0.0.1/24"] }, net2: null }), []);
  assert.deepEqual(expect({ net1: { mtu: 9000 }, net2: {} }), [
    "net1: mtu is 1500, 9000 is expected",
    "the pod has no net2",
  ]);
  assert.deepEqual(expect({ net1: null }), ["the pod has net1, which it must not have"]);
});

Deno.test("what is not as expected is told by its key, with what was wanted and got", () => {
  const flows = { "to the host": { lost: 0, duplicated: 0, maxGapMs: 80 } };
  const data = (expect: Expectation, seen: Partial<Seen>) =>
    unmetAsData(expect, seen).map(({ key, wanted, got }) => [key, wanted, got]);
  assert.deepEqual(data({ traffic: { maxGapMs: 50 } }, { flows }), [["traffic.maxGapMs", 50, 80]]);
  const activeLink = { bond: "bond0", is: "net2", withinMs: 200 };
  assert.deepEqual(data({ activeLink }, { metMs: 310 }), [["activeLink.withinMs", 200, 310]]);
  assert.deepEqual(data({ activeLink }, {}), [["activeLink.withinMs", 200, null]]);
  assert.deepEqual(data({ links: { net1: {} } }, {}), [["links.net1", {}, null]]);
  assert.deepEqual(data({ succeeds: false }, {}), [["succeeds", false, true]]);
  assert.deepEqual(data({ error: "in use" }, { failures: ["absent"] }), [
    ["error", "in use", ["absent"]],
  ]);
});

Deno.test("an expectation that lacks a part does not compile", () => {
  // @ts-expect-error: what must be looked at is missing
  defineExpectation({ schema: z.boolean(), obstacle: () => undefined, unmet: () => [] });
  defineExpectation({
    schema: z.strictObject({ ports: z.int() }),
    obstacle: () => undefined,
    watch: () => ({ look: "links" }),
    // @ts-expect-error: the schema has no such key
    unmet: ({ links }) => [links],
  });
});
