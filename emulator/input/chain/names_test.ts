import assert from "node:assert/strict";
import { chainOf, network, networksOf, pod } from "./testing.ts";

const NETWORKS = ["a", "b", "c"].map((name) => network(name, { type: "dummy" }));

function ifnames(annotation: string): string[] {
  return chainOf([...NETWORKS, pod(annotation)]).delegates.map(({ ifname }) => ifname);
}

Deno.test("an interface is called net<position>, counted from the default network", () => {
  assert.deepEqual(ifnames("a, b, c"), ["eth0", "net1", "net2", "net3"]);
});

Deno.test("a requested name wins, and positions count on", () => {
  assert.deepEqual(ifnames("a, b@bond0, c"), ["eth0", "net1", "bond0", "net3"]);
});

Deno.test("two networks may ask for one name: that is found when the second is attached", () => {
  assert.deepEqual(ifnames("a@if0, b@if0"), ["eth0", "if0", "if0"]);
});

Deno.test("the master keeps eth0 whatever the networks are called", () => {
  const { delegates } = chainOf([...NETWORKS, pod("a@first")]);
  assert.deepEqual(delegates.map(({ master }) => master), [true, false]);
  assert.equal(delegates[0]?.ifname, "eth0");
});

Deno.test("delegates are in the annotation's order, after the master", () => {
  const names = networksOf([...NETWORKS, pod("c, a, b, a")]).map(({ network }) => network);
  assert.deepEqual(names, ["default/c", "default/a", "default/b", "default/a"]);
});

Deno.test("both forms give the same chain", () => {
  const comma = chainOf([...NETWORKS, pod("a, b@bond0")]);
  const json = chainOf([...NETWORKS, pod([{ name: "a" }, { name: "b", interface: "bond0" }])]);
  const withoutPlaces = (delegates: typeof comma.delegates) =>
    delegates.map(({ selectedAt: _, position: __, ...rest }) => rest);
  assert.deepEqual(withoutPlaces(comma.delegates), withoutPlaces(json.delegates));
});

Deno.test("of an input with several pods, each has a chain of its own", () => {
  const one = chainOf([...NETWORKS, pod("a", { name: "one" }), pod("b", { name: "two" })]);
  assert.equal(one.pod.name, "one");
  assert.match(one.containerId, /^[0-9a-f]{64}$/);
});
