import assert from "node:assert/strict";
import { Rehearsal } from "./mod.ts";
import { runExample } from "./testing_example.ts";

Deno.test("the example of the lab replays a pod, and says how it came out", async () => {
  assert.equal(await runExample(1), "default/test-pod ok lo eth0 net1 bond0 net2\n");
});

Deno.test("manifests that cannot be replayed come to findings, and a report that says no more", async () => {
  const rehearsal = Rehearsal.ofTexts([{ file: "empty.yaml", text: "" }]);
  assert.deepEqual(rehearsal.findings.map(({ code }) => code), ["no-pods"]);
  assert.deepEqual(rehearsal.chains, []);
  const { pods, diagnostics } = await rehearsal.replay();
  assert.deepEqual([pods, diagnostics], [[], rehearsal.findings]);
});
