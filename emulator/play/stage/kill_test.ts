import assert from "node:assert/strict";
import { Kills } from "./kill.ts";
import type { Kill } from "../actions/mod.ts";

const program = { path: "/opt/cni/bin/bond" };
const KILLED = 137;

Deno.test("a kill strikes the next plugin of its type, once, and that is known", () => {
  const kills = new Kills();
  const kill: Kill = { type: "bond", atRequest: 5 };
  kills.arm(kill);
  assert.equal(kills.apply("sriov", program, []), program);
  assert.deepEqual(kills.apply("bond", program, [])?.args, ["lab-plugin", "--die-at", "5"]);
  assert.equal(kills.apply("bond", program, []), program);
  kills.ended("bond", KILLED);
  assert.equal(kills.withdraw(kill), true);
});

Deno.test("a plugin that gets along with fewer requests has not been killed", () => {
  const kills = new Kills();
  const kill: Kill = { type: "bond", atRequest: 9999 };
  kills.arm(kill);
  kills.apply("bond", program, []);
  kills.ended("bond", 0);
  assert.equal(kills.withdraw(kill), false);
});

Deno.test("a kill that is withdrawn strikes nobody later", () => {
  const kills = new Kills();
  const kill: Kill = { type: "ptp", atRequest: 1 };
  kills.arm(kill);
  assert.equal(kills.withdraw(kill), false);
  assert.equal(kills.apply("ptp", program, []), program);
});
