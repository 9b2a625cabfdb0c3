import assert from "node:assert/strict";
import type { Link } from "../../netlink/mod.ts";
import { bondProblems, portProblems } from "./verify.ts";

/** Link net1 as a port of link 7, with what the kernel tells of its options. */
function port(options: Partial<Link["bondPort"]>): Link {
  const bondPort = {
    state: "active",
    miiStatus: "up",
    linkFailureCount: 0,
    queueId: 0,
    ...options,
  };
  return { name: "net1", index: 3, master: 7, bondPort } as Link;
}

const select = { by: "name", name: "net1" } as const;

Deno.test("an option of a link that this kernel does not know is told, with the kernel that does", () => {
  assert.deepEqual(portProblems(port({}), 7, { select, prio: 5, actorPortPrio: 1, queueId: 0 }), [
    "prio of link net1 is unknown to this kernel (it came with Linux 6.0)",
    "actorPortPrio of link net1 is unknown to this kernel (it came with Linux 6.18)",
  ]);
});

Deno.test("an option of a link that is another than asked for is told, and no other", () => {
  const link = port({ prio: 4, queueId: 2, actorPortPrio: 255 });
  assert.deepEqual(portProblems(link, 7, { select, prio: 5, queueId: 2 }), [
    "prio of link net1 is 4 instead of 5",
  ]);
});

Deno.test("a link of which the kernel tells no state in the bond has none of the options", () => {
  const { bondPort: _, ...silent } = port({});
  assert.deepEqual(portProblems(silent, 7, { select, queueId: 1 }), [
    "queueId of link net1 is unknown to this kernel (it came with Linux 3.14)",
  ]);
  assert.deepEqual(portProblems(silent, 8, { select }), ["link net1 is not part of it"]);
});

/** A bond as it should be, with `changes`. */
function bondLink(changes: Partial<Link> = {}): Link {
  const bond = { mode: 1, miimon: 100 };
  const rest = { mtu: 1500, address: "02:00:00:00:00:01", txQueueLen: 1000, alias: "uplink" };
  return { name: "bond0", index: 7, kind: "bond", bond, ...rest, ...changes } as unknown as Link;
}

Deno.test("of a bond that is as it should be nothing is told, nor of what nobody asked for", () => {
  const options = { mode: "active-backup", miimon: 100 } as const;
  const all = { mtu: 1500, address: "02:00:00:00:00:01", txQueueLen: 1000, alias: "uplink" };
  assert.deepEqual(bondProblems(bondLink(), { options, ...all }, () => undefined), []);
  assert.deepEqual(bondProblems(bondLink(), { options }, () => undefined), []);
  assert.deepEqual(bondProblems(bondLink(), { options: {} }, () => undefined), []);
});

Deno.test("each thing in which a bond is not as asked for is told, and that alone", () => {
  const problems = (expected: Partial<Parameters<typeof bondProblems>[1]>) =>
    bondProblems(bondLink(), { options: {}, ...expected }, () => undefined);
  assert.deepEqual(problems({ mtu: 9000 }), ["its MTU is 1500 instead of 9000"]);
  assert.deepEqual(problems({ address: "02:00:00:00:00:02" }), [
    "its MAC address is 02:00:00:00:00:01 instead of 02:00:00:00:00:02",
  ]);
  assert.deepEqual(problems({ txQueueLen: 5 }), [
    "its transmit queue has room for 1000 frames instead of 5",
  ]);
  assert.deepEqual(problems({ alias: "" }), ['its alias is "uplink" instead of ""']);
  assert.equal(problems({ options: { miimon: 50 } }).length, 1);
});

Deno.test("what has the bond's name and is no bond is told as such alone", () => {
  const dummy = bondLink({ kind: "dummy", mtu: 9 });
  assert.deepEqual(bondProblems(dummy, { options: {}, mtu: 1500 }, () => undefined), [
    'it is no bond but of kind "dummy"',
  ]);
});
