import assert from "node:assert/strict";
import { sharesAddress } from "./one_address.ts";

Deno.test("links send with the bond's address, but where the mode or failOverMac lets them keep theirs", () => {
  assert.equal(sharesAddress({ mode: "active-backup" }), true);
  assert.equal(sharesAddress({ mode: "active-backup", failOverMac: "none" }), true);
  assert.equal(sharesAddress({ mode: "active-backup", failOverMac: "active" }), false);
  assert.equal(sharesAddress({ mode: "active-backup", failOverMac: "follow" }), false);
  assert.equal(sharesAddress({ mode: "802.3ad", failOverMac: "active" }), true);
  assert.equal(sharesAddress({ mode: "balance-alb" }), false);
  assert.equal(sharesAddress({ mode: "balance-tlb" }), false);
  assert.equal(sharesAddress({}), false);
});
