import assert from "node:assert/strict";
import { hardwareLines } from "./hardware.ts";
import { PLAIN } from "./style.ts";

Deno.test("hardware is shown with what is unplugged, and with what its cables do to frames", () => {
  const kind = "physical function";
  const lines = hardwareLines([
    { kind, name: "ens1f0", connected: true, impairment: { lossPercent: 10, delayMs: 5 } },
    { kind, name: "ens2f0", connected: false },
    { kind: "switch", name: "leaf1", connected: true },
    { kind: "switch", name: "leaf2", connected: false },
  ], PLAIN);
  assert.deepEqual(lines, [
    "ens1f0  physical function  up    loses 10 % of frames, each 5 ms late",
    "ens2f0  physical function  down",
    "leaf1   switch             up",
    "leaf2   switch             down",
  ]);
});
