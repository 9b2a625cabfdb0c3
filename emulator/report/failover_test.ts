import assert from "node:assert/strict";
import { failoverLines } from "./failover.ts";
import { exampleReport } from "./html/testing.ts";

Deno.test("a failover is drawn before, when it fails, and in the end", () => {
  const report = exampleReport({ pods: 1, links: 2 });
  assert.deepEqual(failoverLines(report, 1), [
    "    before",
    "      bond0 ┬━ ● net1 active       ━━━ ens1f0 ━━━ leaf1 ━━━ spine ━━━ server",
    "            └─ ○ net2 backup       ─── ens2f0 ─── leaf2 ─── spine ─── server",
    "    19 ms: net1 lost its carrier",
    "      bond0 ┬━ ✗ net1 active, dead ╍╍╍ ens1f0 ─╳─ leaf1 off ─╳─ spine ─── server",
    "            └─ ○ net2 backup       ─── ens2f0 ─── leaf2 ─── spine ─── server",
    "    in the end",
    "      bond0 ┬─ ✗ net1 down         ─── ens1f0 ─╳─ leaf1 off ─╳─ spine ─── server",
    "            └━ ● net2 active       ━━━ ens2f0 ━━━ leaf2 ━━━ spine ━━━ server",
  ]);
});

Deno.test("a step that changes no link is not drawn", () => {
  assert.deepEqual(failoverLines(exampleReport({ pods: 1, links: 2 }), 0), []);
});

Deno.test("however many and however long, lines have at most 80 columns, and pods are counted", () => {
  const text = "-with-a-name-that-goes-on";
  for (const [pods, links] of [[1, 16], [12, 8], [3, 2]] as const) {
    const lines = failoverLines(exampleReport({ pods, links, text }), 1);
    assert.ok(lines.length > 3);
    const long = lines.filter((line) => line.length > 80);
    assert.deepEqual(long, []);
    assert.equal(lines.at(-1)?.includes("more pods changed, too"), pods > 2);
    if (links > 8) assert.ok(lines.some((line) => line.includes("8 more links")));
  }
});
