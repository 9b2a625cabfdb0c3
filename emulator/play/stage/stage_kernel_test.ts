import assert from "node:assert/strict";
import { execPlugin } from "../../../cni/mod.ts";
import {
  addAddress,
  createLink,
  getLink,
  Netns,
  Rtnetlink,
  setLink,
} from "../../../netlink/mod.ts";
import { LAB_DIR, podNetnsPath, Sandbox } from "../../lab/sandbox/mod.ts";
import { portsForward, smallNode } from "../../lab/sandbox/testing.ts";
import { Kills } from "./kill.ts";
import { runScenario, type StepReport } from "./run.ts";
import type { Mark } from "./timeline.ts";
import { ScenarioError, type Stage } from "../actions/mod.ts";
import type { ScenarioStep } from "./types.ts";

const POD = podNetnsPath({ namespace: "default", name: "p" });
const ACTIVE_BACKUP = 1;
const FAIL_OVER_MAC_ACTIVE = 1;

/**
 * A node with a host, and a pod with a bond of two virtual functions, which no plugin has made. The
 * bond waits before it believes that a link is down: on a busy machine too, probes get lost meanwhile.
 */
function stage(): Stage & Disposable & { kills: Kills } {
  const host = {
    name: "server",
    switch: "switch",
    addresses: ["10.9.0.1/24"],
    mac: "02:00:00:00:ee:01",
  };
  const sandbox = Sandbox.create({ ...smallNode(), hosts: [host] });
  sandbox.createPod(POD);
  using netns = Netns.open(POD);
  using rt = Rtnetlink.open({ netns });
  createLink(rt, {
    name: "bond0",
    kind: "bond",
    bond: { mode: ACTIVE_BACKUP, miimon: 20, downdelay: 300, failOverMac: FAIL_OVER_MAC_ACTIVE },
  });
  const bond = getLink(rt, "bond0").index;
  for (const [from, to] of [["ens1f0v0", "net1"], ["ens1f1v0", "net2"]] as const) {
    setLink(sandbox.rt, getLink(sandbox.rt, from).index, { netns, name: to });
    setLink(rt, getLink(rt, to).index, { master: bond });
  }
  addAddress(rt, bond, "10.9.0.2/24");
  setLink(rt, bond, { up: true });
  const pod = {
    name: "default/p",
    netns: POD,
    attached: true,
    attach: () => Promise.reject(new Error("it is attached")),
    detach: () => Promise.resolve(),
    check: () => Promise.resolve(),
    collectGarbage: () => Promise.resolve(),
    askStatus: () => Promise.resolve(),
    loseDelegates: () => {},
    loseResults: () => {},
    links: () => Promise.resolve([]),
    linksNow: () => [],
  };
  return {
    sandbox,
    pods: [pod],
    kills: new Kills(),
    beganMs: performance.now(),
    [Symbol.dispose]: () => sandbox[Symbol.dispose](),
  };
}

async function play(stage: Stage, steps: ScenarioStep[]): Promise<StepReport[]> {
  await portsForward(stage.sandbox.fabric);
  const reports: StepReport[] = [];
  const heard: Mark[][] = [];
  await runScenario({ name: "test", steps }, stage, {
    onBegin: () => heard.push([]),
    onMark: (mark) => heard.at(-1)?.push(mark),
    onOver: (report) => reports.push(report),
  });
  const inTime = heard.map((marks) => marks.toSorted((one, other) => one.atMs - other.atMs));
  assert.deepEqual(inTime, reports.map(({ timeline }) => timeline), "what is heard at once");
  return reports;
}

function sentences(step: StepReport | undefined): string[] {
  return step?.unmet.map(({ message }) => message) ?? [];
}

Deno.test("a pulled cable: the bond changes over, announces itself, and frames get through again", async () => {
  using here = stage();
  const [, pulled, plugged] = await play(here, [
    { action: { traffic: { link: "bond0", host: "server" } } },
    {
      action: { down: { cable: "ens1f0" } },
      expect: {
        activeLink: { bond: "bond0", is: "net2", withinMs: 2000 },
        announces: { address: "10.9.0.2", withinMs: 3000 },
        traffic: { maxDuplicated: 0, maxGapMs: 3000 },
      },
    },
    {
      action: { up: { cable: "ens1f0" } },
      expect: {
        activeLink: { bond: "bond0", is: "net2", withinMs: 1000 },
        traffic: { maxLost: 0 },
      },
    },
  ]);
  assert.deepEqual([pulled?.unmet, plugged?.unmet], [[], []]);
  const told = pulled?.timeline.map(({ what }) => what) ?? [];
  const place = (pattern: RegExp) => told.findIndex((what) => pattern.test(what));
  const order = [
    /^net1 lost its carrier/,
    /^bond0 sends through net2/,
    /^frames get through again/,
  ];
  assert.ok(order.every((pattern) => place(pattern) >= 0), told.join("\n"));
  assert.deepEqual(order.map(place).toSorted((a, b) => a - b), order.map(place), told.join("\n"));
  assert.ok((pulled?.flows["to the host"]?.lost ?? 0) > 0);
});

Deno.test("what is expected in vain is told", async () => {
  using here = stage();
  const [step] = await play(here, [{
    action: { down: { cable: "ens1f1" } },
    expect: { activeLink: { bond: "bond0", is: "net2", withinMs: 100 } },
  }]);
  assert.deepEqual(sentences(step), ["bond0 sending through net2 did not happen within 100 ms"]);
});

Deno.test("what is so at first and does not last is not what is expected", async () => {
  using here = stage();
  const [step] = await play(here, [{
    action: { down: { cable: "ens1f0" } },
    expect: { activeLink: { bond: "bond0", is: "net1", withinMs: 1000 } },
  }]);
  assert.deepEqual(sentences(step), [
    "bond0 sending through net1 did not happen within 1000 ms",
  ]);
});

Deno.test("a step that cannot be done is told, and the others are played", async () => {
  using here = stage();
  const [removed, sent, checked] = await play(here, [
    { action: { remove: { link: "absent" } } },
    { action: { traffic: { link: "absent", host: "server" } } },
    {
      action: { check: {} },
      expect: { activeLink: { bond: "bond0", is: "net1", withinMs: 100 } },
    },
  ]);
  for (const step of [removed, sent]) {
    assert.match(sentences(step).join(), /^it could not be done: look up absent/);
  }
  assert.deepEqual(checked?.unmet, []);
});

Deno.test("calls that fail are told, and a scenario about what is not there is refused", async () => {
  using here = stage();
  const [added] = await play(here, [{ action: { add: {} }, expect: { error: "is attached" } }]);
  assert.deepEqual([added?.failures, added?.unmet], [["it is attached"], []]);
  await assert.rejects(play(here, [{ action: { check: { pod: "other" } } }]), ScenarioError);
  await assert.rejects(play(here, [{ action: { down: { cable: "eth9" } } }]), /no device "eth9"/);
});

Deno.test("a kill after some time strikes the next program of its type, once", async () => {
  using here = stage();
  const { kills } = here;
  const slow = { path: `${LAB_DIR}/slow` };
  Deno.writeTextFileSync(slow.path, "#!/bin/sh\nsleep 5\n", { mode: 0o755 });
  kills.arm({ type: "slow", afterMs: 50 });
  assert.equal(kills.apply("other", slow, []), slow);
  const doomed = kills.apply("slow", slow, []);
  const outcome = await execPlugin({
    path: doomed?.path ?? "",
    stdin: new Uint8Array(),
    environment: { PATH: Deno.env.get("PATH") ?? "" },
  });
  assert.equal(outcome.exitCode, 137);
  assert.ok(outcome.durationMs < 4000);
  assert.equal(kills.apply("slow", slow, []), slow);
});
