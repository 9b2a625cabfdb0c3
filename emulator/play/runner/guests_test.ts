import assert from "node:assert/strict";
import { guestCount } from "./guests.ts";

Deno.test("there is a guest for each processor, as far as the memory and the cases go", () => {
  assert.equal(guestCount(76, 2, 16_000), 2);
  assert.equal(guestCount(76, 16, 16_000), 16);
  assert.equal(guestCount(76, 16, 1_024), 2);
  assert.equal(guestCount(1, 16, 16_000), 1);
  assert.equal(guestCount(3, 1, 16_000), 1);
});

Deno.test("where there is hardly any memory one guest is tried all the same", () => {
  assert.equal(guestCount(76, 2, 100), 1);
});
