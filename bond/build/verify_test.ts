import assert from "node:assert/strict";
import type { Link } from "../../netlink/mod.ts";
import { portProblems } from "./verify.ts";

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
