import assert from "node:assert/strict";
import { addressSharing } from "./one_address.ts";
import { BOND_MODES, type BondMode } from "./option.ts";

Deno.test("in active-backup failOverMac says whether links keep their addresses", () => {
  const mode = "active-backup";
  assert.equal(addressSharing({ mode }), "always");
  assert.equal(addressSharing({ mode, failOverMac: "none" }), "always");
  assert.equal(addressSharing({ mode, failOverMac: "follow" }), "after a failover");
  assert.equal(addressSharing({ mode, failOverMac: "active" }), "never");
});

Deno.test("in other modes links have one address, or swap theirs when one has failed, whatever failOverMac says", () => {
  const swapping: readonly BondMode[] = ["balance-tlb", "balance-alb"];
  for (const mode of Object.keys(BOND_MODES) as BondMode[]) {
    if (mode === "active-backup") continue;
    const due = swapping.includes(mode) ? "after a failover" : "always";
    assert.equal(addressSharing({ mode }), due, mode);
    assert.equal(addressSharing({ mode, failOverMac: "active" }), due, mode);
  }
  assert.equal(addressSharing({}), undefined);
});
