import assert from "node:assert/strict";
import { exceedsLink } from "./mtu.ts";

Deno.test("a bond has no larger MTU than its links, whose own may be raised up to what they take", () => {
  const link = { mtu: 1500, maxMtu: 9000 };
  const check = (mtu: number | "auto") => exceedsLink({ mtu, mtuPolicy: "check" }, link);
  const force = (mtu: number | "auto") => exceedsLink({ mtu, mtuPolicy: "force" }, link);
  assert.deepEqual([check(1500), check(1501)], [false, true]);
  assert.deepEqual([force(9000), force(9001)], [false, true]);
  assert.equal(exceedsLink({ mtu: 65535, mtuPolicy: "force" }, { mtu: 1500, maxMtu: 0 }), false);
  assert.equal(exceedsLink({ mtu: 65535, mtuPolicy: "force" }, { mtu: 1500 }), false);
});

Deno.test("an MTU that goes by the links exceeds none of them", () => {
  for (const mtu of ["auto", 0] as const) {
    assert.equal(exceedsLink({ mtu, mtuPolicy: "check" }, { mtu: 68 }), false);
  }
});
