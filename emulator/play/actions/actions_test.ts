import assert from "node:assert/strict";
import * as z from "zod";
import { defineAction } from "./action.ts";
import { type Action, ACTION_NAMES, ACTIONS, bindAction } from "./mod.ts";

const EXAMPLES: readonly (readonly [Action, string])[] = [
  [{ add: {} }, "attach the pod"],
  [{ del: { pod: "a", times: 2, netns: "" } }, "detach a, 2 times, without a namespace"],
  [{ check: { times: 3, concurrently: true } }, "check the pod, 3 times at once"],
  [
    { add: { kill: { type: "bond", atRequest: 5 } } },
    "attach the pod, killing bond before its netlink request 5",
  ],
  [
    { del: { podGone: true, kill: { type: "sriov", afterMs: 20 } } },
    "detach the pod, gone from the API, killing sriov after 20 ms",
  ],
  [{ gc: { pod: "a" } }, "clear up after the networks of a"],
  [{ status: {} }, "ask for the status of the networks of the pod"],
  [{ down: { cable: "ens1f0" } }, "pull the cable of ens1f0"],
  [{ up: { cable: "ens1f0" } }, "plug in the cable of ens1f0"],
  [{ down: { virtualFunction: "ens1f0v0" } }, "take the carrier of ens1f0v0"],
  [{ down: { physicalFunction: "ens1f0" } }, "set ens1f0 down"],
  [{ down: { switch: "leaf" } }, "switch leaf off"],
  [{ up: { link: "net1" } }, "set net1 up in the pod"],
  [
    { impair: { cable: "ens1f0", lossPercent: 20, delayMs: 5 } },
    "lose 20 % of the frames and hold frames back for 5 ms on the cable of ens1f0",
  ],
  [{ impair: { cable: "ens1f0" } }, "lose nothing on the cable of ens1f0"],
  [
    { traffic: { link: "bond0", host: "server" } },
    "send probes between bond0 and the host server",
  ],
  [{ remove: { link: "net1" } }, "remove net1 from the pod"],
  [{ loseCache: { results: true } }, "lose the results that are remembered"],
  [{ removeNamespace: {} }, "remove the pod's namespace"],
  [{ reboot: {} }, "reboot the node"],
  [{ wait: { ms: 100 } }, "wait 100 ms"],
];

Deno.test("every action has words of its own", () => {
  for (const [action, what] of EXAMPLES) assert.equal(bindAction(action).what, what);
  const shown = new Set(EXAMPLES.map(([action]) => bindAction(action).name));
  assert.deepEqual(ACTION_NAMES.filter((name) => !shown.has(name)), []);
});

Deno.test("every action takes what its schema reads", () => {
  for (const [action] of EXAMPLES) {
    const { name } = bindAction(action);
    const detail = Object.values(action)[0];
    assert.deepEqual(ACTIONS[name].schema.parse(detail), detail);
  }
});

Deno.test("actions say which things of the node they name, and when they are about one pod", () => {
  const named = bindAction({ down: { nic: "eth1" } });
  assert.deepEqual(named.names, [{ key: "nic", kind: "NIC", name: "eth1" }]);
  assert.equal(named.isOfPod, false);
  const inPod = bindAction({ down: { link: "eth0", pod: "a" } });
  assert.deepEqual([inPod.names, inPod.isOfPod, inPod.pod], [[], true, "a"]);
});

Deno.test("an action that lacks a part does not compile", () => {
  // @ts-expect-error: what it watches is missing
  defineAction({
    schema: z.strictObject({}),
    names: () => [],
    isOfPod: () => false,
    role: "event",
    describe: () => "",
    act: () => {},
  });
  // @ts-expect-error: what it does is missing
  defineAction({
    schema: z.strictObject({}),
    names: () => [],
    isOfPod: () => false,
    role: "event",
    describe: () => "",
    watch: "during",
  });
  defineAction({
    schema: z.strictObject({ ms: z.int() }),
    names: () => [],
    isOfPod: () => false,
    role: "event",
    // @ts-expect-error: the schema has no such key
    describe: ({ seconds }) => `${seconds}`,
    watch: "during",
    act: () => {},
  });
});
