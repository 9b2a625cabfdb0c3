import assert from "node:assert/strict";
import { addPod, delPod, MultusError } from "./multus.ts";
import { chain, delegate, NETNS, Stage, threeNetworks } from "./testing.ts";

const REFUSAL = "error loading k8s delegates k8s args: cannot find it";

Deno.test("a pod that is refused gets no plugin at ADD, and nothing is remembered of it", async () => {
  using stage = new Stage({ ...chain(delegate("eth0")), refusal: REFUSAL });
  await assert.rejects(
    addPod(stage.multus, stage.chain, NETNS),
    new MultusError(`Multus: [default/p/u-1]: ${REFUSAL}`),
  );
  assert.deepEqual(stage.calls, []);
  assert.throws(() => stage.files, Deno.errors.NotFound);
});

Deno.test("DEL of a pod that was refused is for the networks that were found, each time anew", async () => {
  using stage = new Stage({ ...chain(delegate("eth0"), delegate("net1")), refusal: REFUSAL });
  await assert.rejects(addPod(stage.multus, stage.chain, NETNS));
  for (let i = 0; i < 2; i++) await delPod(stage.multus, stage.chain, NETNS);
  const once = ["DEL default/net1-net net1", "DEL default/eth0-net eth0"];
  assert.deepEqual(stage.calls, [...once, ...once]);
  const told = stage.plugin.calls().map(({ stdin }) => Object.keys(JSON.parse(stdin)));
  assert.ok(told.every((keys) => !keys.includes("prevResult")), "nothing was attached");
});

Deno.test("DEL of a pod that was refused does nothing once the API has forgotten the pod", async () => {
  using stage = new Stage({ ...chain(delegate("eth0")), refusal: REFUSAL });
  await delPod(stage.multus, stage.chain, NETNS, { podGone: true });
  assert.deepEqual(stage.calls, []);
});

Deno.test("without a default network to be found DEL fails as ADD does", async () => {
  const refusal = "failed to get clusterNetwork/defaultNetworks: none";
  using stage = new Stage({ ...chain(), refusal });
  const expected = new MultusError(`Multus: [default/p/u-1]: ${refusal}`);
  await assert.rejects(addPod(stage.multus, stage.chain, NETNS), expected);
  await assert.rejects(delPod(stage.multus, stage.chain, NETNS), expected);
  await delPod(stage.multus, stage.chain, NETNS, { podGone: true });
});

Deno.test("DEL of what is not remembered leaves the auxiliary chain out, of which ADD alone thinks", async () => {
  const last = { ...delegate("net1", { plugins: [{ type: "fake" }] }), auxiliary: true } as const;
  using stage = new Stage(chain(delegate("eth0"), last));
  await delPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.calls, ["DEL default/eth0-net eth0"]);
  await addPod(stage.multus, stage.chain, NETNS);
  stage.calls.length = 0;
  await delPod(stage.multus, stage.chain, NETNS);
  assert.equal(stage.calls.length, 2, "it is remembered");
});

Deno.test("after a failed ADD all networks are remembered: the runtime's DEL is for those behind it, too", async () => {
  using stage = new Stage(threeNetworks());
  stage.present.add("net1");
  await assert.rejects(addPod(stage.multus, stage.chain, NETNS));
  assert.deepEqual(stage.calls.splice(0), [
    "ADD default/eth0-net eth0",
    "DEL default/net1-net net1",
    "DEL default/eth0-net eth0",
  ]);
  await delPod(stage.multus, stage.chain, NETNS);
  assert.deepEqual(stage.calls, [
    "DEL default/net2-net net2",
    "DEL default/net1-net net1",
    "DEL default/eth0-net eth0",
  ]);
});
