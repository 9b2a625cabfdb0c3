import type { PodLink } from "../../lab/sandbox/mod.ts";
import assert from "node:assert/strict";
import { type Outcome, unmet } from "./expect.ts";
import type { Observation } from "./observe.ts";
import { Timeline } from "./timeline.ts";
import type { Expectation } from "./types.ts";

const nothing: Observation = {
  timeline: new Timeline(),
  announcements: [],
  flows: {},
  met: {},
};
const quiet: Outcome = { failures: [], links: [], observation: nothing };

function seen(changes: Partial<Observation>): Outcome {
  return { ...quiet, observation: { ...nothing, ...changes } };
}

Deno.test("a call that fails is not as expected, unless it is", () => {
  const failed: Outcome = { ...quiet, failures: ["no address left"] };
  assert.deepEqual(unmet({}, failed), ["it failed: no address left"]);
  assert.deepEqual(unmet({ succeeds: false }, failed), []);
  assert.deepEqual(unmet({ error: "address left" }, failed), []);
  assert.match(unmet({ error: "absent" }, failed)[0] ?? "", /"absent" was expected.*no address/);
  assert.match(unmet({ error: "absent" }, quiet)[0] ?? "", /it succeeded/);
  assert.equal(unmet({ succeeds: false }, quiet).length, 1);
});

Deno.test("what has a time limit must happen, and in time", () => {
  const expect: Expectation = { activeLink: { bond: "bond0", is: "net2", withinMs: 200 } };
  assert.deepEqual(unmet(expect, seen({ met: { activeLink: 110 } })), []);
  assert.deepEqual(unmet(expect, seen({ met: { activeLink: 310 } })), [
    "bond0 sending through net2 took 310 ms; at most 200 are allowed",
  ]);
  assert.deepEqual(unmet(expect, seen({})), [
    "bond0 sending through net2 did not happen within 200 ms",
  ]);
});

Deno.test("an announcement must be of the address, and in time", () => {
  const expect: Expectation = { announces: { address: "10.0.0.2", withinMs: 100 } };
  const heard = { kind: "arp" as const, address: "10.0.0.2", mac: "02:00:00:00:00:01", atMs: 50 };
  assert.deepEqual(unmet(expect, seen({ announcements: [heard] })), []);
  assert.equal(unmet(expect, seen({ announcements: [{ ...heard, atMs: 150 }] })).length, 1);
  assert.equal(
    unmet(expect, seen({ announcements: [{ ...heard, address: "::1" }] })).length,
    1,
  );
  const mac = "02:00:00:00:00:02";
  const elsewhere: Expectation = { announces: { address: "10.0.0.2", mac, withinMs: 100 } };
  assert.deepEqual(unmet(elsewhere, seen({ announcements: [heard, { ...heard, mac }] })), []);
  assert.deepEqual(unmet(elsewhere, seen({ announcements: [heard] })), [
    "an announcement of 10.0.0.2 from 02:00:00:00:00:02 did not happen within 100 ms",
  ]);
});

Deno.test("traffic has limits for what is lost, doubled and late", () => {
  const frames = { sentMs: [], arrivedMs: [], gap: { fromMs: 0, toMs: 80 } };
  const flows = { "to the host": { sent: 100, lost: 7, duplicated: 1, maxGapMs: 80, ...frames } };
  const expect: Expectation = { traffic: { maxLost: 7, maxDuplicated: 0, maxGapMs: 50 } };
  assert.deepEqual(unmet(expect, seen({ flows })), [
    "to the host: 1 probes doubled; at most 0 are allowed",
    "to the host: 80 ms without a probe; at most 50 are allowed",
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
  const outcome: Outcome = { ...quiet, links: [link] };
  const expect = (links: Expectation["links"]) => unmet(links ? { links } : {}, outcome);
  assert.deepEqual(expect({ net1: { mtu: 1500, addresses: ["10.0.0.1/24"] }, net2: null }), []);
  assert.deepEqual(expect({ net1: { mtu: 9000 }, net2: {} }), [
    "net1: mtu is 1500, 9000 is expected",
    "the pod has no net2",
  ]);
  assert.deepEqual(expect({ net1: null }), ["the pod has net1, which it must not have"]);
});

Deno.test("traffic that is expected must have been sent", () => {
  assert.deepEqual(unmet({ traffic: { maxLost: 0 } }, seen({})), [
    "no probes were sent: traffic must have started, and its pod be there",
  ]);
});

Deno.test("an error and success exclude each other", () => {
  const failed = { ...seen({}), failures: ["no address left"] };
  assert.deepEqual(unmet({ error: "address", succeeds: true }, failed), [
    "it was expected to succeed, and failed",
  ]);
});
