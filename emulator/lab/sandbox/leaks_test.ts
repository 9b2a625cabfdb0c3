import assert from "node:assert/strict";
import { findLeaks } from "./leaks.ts";
import type { Snapshot, Thing } from "./snapshot.ts";

const link = (name: string, properties: Record<string, string> = {}): Thing => ({
  kind: "link",
  name,
  properties,
});
const messages = (...snapshots: [before: Snapshot, after: Snapshot, pristine?: Snapshot]) => {
  const [before, after, pristine] = snapshots;
  return findLeaks(before, after, pristine ? { pristine } : {}).map(({ message }) => message);
};

Deno.test("what is gone, different or new is a leak", () => {
  const before = [link("a"), link("b", { mtu: "1500" })];
  assert.deepEqual(messages(before, [link("b", { mtu: "1400" }), link("c")]), [
    "link a is gone",
    "link b: mtu was 1500 and is 1400",
    "link c was left behind",
  ]);
  assert.deepEqual(messages(before, before), []);
});

Deno.test("what other pods had changed before may be as it was before them all, at any time", () => {
  const pristine = [link("vf", { trust: "off" }), link("taken")];
  const before = [link("vf", { trust: "on" }), link("veth of another", { mtu: "1500" })];
  assert.deepEqual(messages(before, pristine, pristine), []);
  assert.deepEqual(messages(before, before, pristine), []);
  assert.deepEqual(messages(before, [link("veth of another", { mtu: "1" })], pristine), [
    "link vf is gone",
  ]);
  assert.deepEqual(messages(before, [link("vf", { trust: "perhaps" }), link("new")], pristine), [
    "link vf: trust was on and is perhaps",
    "link new was left behind",
  ]);
});

Deno.test("what a plugin always leaves changed is told with its name", () => {
  const doing = ({ name }: { name: string }, property: string) =>
    name === "nic" && property === "state" ? "host-device" : undefined;
  const found = findLeaks(
    [link("nic", { state: "up", mtu: "1500" }), link("other", { state: "up" })],
    [link("nic", { state: "down", mtu: "1400" }), link("other", { state: "down" })],
    { doing },
  );
  assert.deepEqual(found.map(({ message, by }) => [message, by]), [
    ["link nic: state was up and is down", "host-device"],
    ["link nic: mtu was 1500 and is 1400", undefined],
    ["link other: state was up and is down", undefined],
  ]);
});
