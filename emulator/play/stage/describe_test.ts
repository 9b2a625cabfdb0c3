import assert from "node:assert/strict";
import { describe } from "./describe.ts";

Deno.test("every step has words of its own", () => {
  assert.deepEqual(
    [
      describe({ add: {} }),
      describe({ del: { pod: "a", times: 2, netns: "" } }),
      describe({ check: { times: 3, concurrently: true } }),
      describe({ add: { kill: { type: "bond", atRequest: 5 } } }),
      describe({ del: { kill: { type: "sriov", afterMs: 20 } } }),
      describe({ down: { cable: "ens1f0" } }),
      describe({ up: { cable: "ens1f0" } }),
      describe({ down: { virtualFunction: "ens1f0v0" } }),
      describe({ down: { switch: "leaf" } }),
      describe({ up: { link: "net1" } }),
      describe({ impair: { cable: "ens1f0", lossPercent: 20, delayMs: 5 } }),
      describe({ impair: { cable: "ens1f0" } }),
      describe({ traffic: { link: "bond0", host: "server" } }),
      describe({ remove: { link: "net1" } }),
      describe({ removeNamespace: {} }),
      describe({ reboot: {} }),
      describe({ wait: { ms: 100 } }),
    ],
    [
      "attach the pod",
      "detach a, 2 times, without a namespace",
      "check the pod, 3 times at once",
      "attach the pod, killing bond before its netlink request 5",
      "detach the pod, killing sriov after 20 ms",
      "pull the cable of ens1f0",
      "plug in the cable of ens1f0",
      "take the carrier of ens1f0v0",
      "switch leaf off",
      "set net1 up in the pod",
      "lose 20 % of the frames and hold frames back for 5 ms on the cable of ens1f0",
      "lose nothing on the cable of ens1f0",
      "send probes between bond0 and the host server",
      "remove net1 from the pod",
      "remove the pod's namespace",
      "reboot the node",
      "wait 100 ms",
    ],
  );
});
