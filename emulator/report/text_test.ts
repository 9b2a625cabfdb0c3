import type { PodLink } from "../lab/sandbox/mod.ts";
import assert from "node:assert/strict";
import type { ReplayEvent, ReplayReport, Step } from "../play/replay/mod.ts";
import { styleFor } from "./style.ts";
import { TextReport, verdictText } from "./text.ts";

const POD = "default/test-pod";

function step(fields: Partial<Step>): ReplayEvent {
  return {
    event: "step",
    pod: POD,
    step: {
      command: "ADD",
      network: "default/bond-net1",
      type: "bond",
      ifname: "bond0",
      plugin: "/opt/cni/bin/bond",
      config: {},
      exitCode: 0,
      durationMs: 12.3,
      environment: {},
      measured: { startMs: 0, links: [] },
      ...fields,
    },
  };
}

function link(fields: Partial<PodLink>): PodLink {
  return {
    index: 3,
    name: "net1",
    kind: "",
    mac: "02:00:00:00:00:01",
    mtu: 1500,
    up: true,
    flags: ["BROADCAST", "MULTICAST", "SLAVE", "UP", "LOWER_UP"],
    operState: "up",
    addresses: [],
    ...fields,
  };
}

const CHAIN: ReplayEvent = {
  event: "pod",
  pod: POD,
  chain: [
    { network: "default/sriov-net1", ifname: "net1", types: ["sriov"], device: "0000:3b:02.0" },
    { network: "default/bond-net1", ifname: "bond0", types: ["bond", "tuning"] },
  ],
};

function report(pod: Partial<ReplayReport["pods"][number]>): ReplayReport {
  const empty = { failures: [], steps: [], podLinks: [], networkStatus: [], annotations: {} };
  return {
    name: "",
    description: "",
    complete: true,
    node: { physicalFunctions: [], nics: [], switches: [], hosts: [] },
    kernel: { provider: "uml", release: "6.1" },
    diagnostics: [],
    scenario: [],
    pods: [{ pod: POD, verdict: "ok", chain: [], ...empty, leaks: [], diagnostics: [], ...pod }],
  };
}

Deno.test("a replay is told part by part, steps in columns", () => {
  const text = new TextReport();
  const events: ReplayEvent[] = [
    { event: "kernel", provider: "uml", release: "6.1.176" },
    CHAIN,
    step({
      network: "default/sriov-net1",
      type: "sriov",
      ifname: "net1",
      result: { interfaces: [{ name: "net1", mac: "02:00:00:00:00:01" }] },
    }),
    step({ durationMs: 1234, result: { ips: [{ address: "10.56.217.2/24" }] } }),
    { event: "running", pod: POD, podLinks: [link({ master: "bond0" })], networkStatus: "[]" },
    step({ command: "DEL" }),
    { event: "end", pod: POD, verdict: "ok", leaks: [] },
  ];
  const shown = events.map((event) => text.render(event)).join("") + verdictText(report({}));
  assert.equal(
    shown,
    `Linux 6.1.176 (User-mode Linux)

default/test-pod
├─ net1   sriov          default/sriov-net1  0000:3b:02.0
└─ bond0  bond → tuning  default/bond-net1

ADD   net1   sriov   default/sriov-net1   12 ms  ok 02:00:00:00:00:01
ADD   bond0  bond    default/bond-net1   1.23 s  ok 10.56.217.2/24

$ kubectl exec test-pod -- ip a
3: net1: <BROADCAST,MULTICAST,SLAVE,UP,LOWER_UP> mtu 1500 master bond0 state UP
    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff

DEL   bond0  bond    default/bond-net1    12 ms  ok

chain ok, nothing left behind
`,
  );
});

Deno.test("a bond is shown with its links in a table", () => {
  const port = (name: string, state: string, miiStatus: "up" | "fail", queueId = 0) => {
    const found = link({ name, master: "bond0" });
    const { index, mtu, up } = found;
    const active = state === "active";
    const address = found.mac;
    const common = { name, index, mtu, up, address, permanentAddress: address, carrier: true };
    const own = { active, miiStatus, failures: 0, prio: 0, queueId };
    return { ...found, bondPort: { ...common, ...own, state } };
  };
  const podLinks = [
    port("net1", "active", "up", 2),
    port("net2", "backup", "fail"),
    link({ name: "bond0", bond: { mode: "active-backup", active_slave: "net1" } }),
  ];
  const shown = new TextReport().render({
    event: "running",
    pod: POD,
    podLinks,
    networkStatus: "[]",
  });
  assert.ok(
    shown.endsWith(`
bond0: active-backup, sends through net1
  LINK  STATE   MII   FAILURES  MTU   ADDRESS            PERMANENT          QUEUE ID
  net1  active  up    0         1500  02:00:00:00:00:01  02:00:00:00:00:01  2
  net2  backup  fail  0         1500  02:00:00:00:00:01  02:00:00:00:00:01  0
`),
    shown,
  );
});

Deno.test("a failure is told where it happens, in lines of at most 80 columns", () => {
  const text = new TextReport();
  text.render(CHAIN);
  const msg = "net1 is absent in the container; bond runs after the networks that create its " +
    "links: put sriov-net1 before bond-net1 in the annotation";
  const error = { code: 7, msg, details: "links[0]" };
  const shown = text.render(step({ exitCode: 1, error })) +
    text.render({ event: "failure", pod: POD, message: "no" });
  assert.equal(
    shown,
    `
ADD   bond0  bond    default/bond-net1    12 ms  error 7
      net1 is absent in the container; bond runs after the networks that create
      its links: put sriov-net1 before bond-net1 in the annotation
      links[0]

default/test-pod: no
`,
  );
});

Deno.test("the verdict lists what is not as before", () => {
  const message = "link ens1f0v0 is gone";
  const leaks = [{ kind: "link" as const, name: "ens1f0v0", message }];
  assert.equal(
    verdictText(report({ verdict: "leaked", leaks })),
    "\nchain ok, but not everything is as before:\n  - link ens1f0v0 is gone\n",
  );
  assert.equal(
    verdictText(report({ verdict: "failed" })),
    "\nchain failed for default/test-pod, nothing left behind\n",
  );
});

Deno.test("a pod outside of the default namespace is shown with it", () => {
  const shown = new TextReport().render({
    event: "running",
    pod: "blue/p",
    podLinks: [
      link({
        index: 1,
        name: "lo",
        flags: ["LOOPBACK", "UP"],
        addresses: ["127.0.0.1/8", "::1/128"],
      }),
      link({ index: 2, name: "eth0", parent: "if9" }),
    ],
    networkStatus: "[]",
  });
  assert.match(shown, /^\$ kubectl exec -n blue p -- ip a$/m);
  assert.match(shown, /^ {4}link\/loopback 02:00:00:00:00:01 brd 00:00:00:00:00:00$/m);
  assert.match(shown, /^ {4}inet6 ::1\/128 scope host$/m);
  assert.match(shown, /^2: eth0@if9: </m);
});

Deno.test("a step of a scenario is told with what happened when", () => {
  const text = new TextReport();
  const frames = { sentMs: [], arrivedMs: [], gap: { fromMs: 0, toMs: 104.2 } };
  const failed: ReplayReport["scenario"][number] = {
    what: "pull the cable of ens1f0",
    action: { down: { cable: "ens1f0" } },
    startMs: 0,
    durationMs: 2100,
    links: {},
    outOfService: ["ens1f0"],
    timeline: [
      { atMs: 0.4, kind: "carrier", what: "net1 lost its carrier" },
      { atMs: 103, kind: "active", what: "active: net2" },
    ],
    flows: { "pod to host": { sent: 210, lost: 10, duplicated: 0, maxGapMs: 104.2, ...frames } },
    failures: [],
    unmet: [{
      key: "activeLink.withinMs",
      wanted: 50,
      got: 103,
      message: "103 ms until net2 was active, and 50 are expected",
    }],
  };
  const shown = text.render({ event: "scenario", step: failed });
  assert.equal(
    shown,
    `✗ pull the cable of ens1f0 2.10 s
          0.4 ms  net1 lost its carrier
        103.0 ms  active: net2
    pod to host: 210 frames, 10 lost; at most 104 ms without one
    103 ms until net2 was active, and 50 are expected
      activeLink.withinMs: wanted 50, got 103
`,
  );
  assert.equal(
    verdictText({ ...report({ verdict: "unexpected" }), scenario: [failed] }),
    `
chain ok, nothing left behind
not as expected:
  - pull the cable of ens1f0: 103 ms until net2 was active, and 50 are expected
`,
  );
});

Deno.test("colours are there on request only, and change nothing else", () => {
  const events: ReplayEvent[] = [CHAIN, step({ error: { code: 1, msg: "m", details: "" } })];
  const show = (text: TextReport) => events.map((event) => text.render(event)).join("");
  const coloured = show(new TextReport(styleFor(true)));
  const plain = show(new TextReport(styleFor(false)));
  assert.ok(coloured.includes("\x1b[31m"));
  assert.ok(!plain.includes("\x1b"));
  const withoutColours = coloured.split("\x1b[").map((part) => part.replace(/^\d+m/, "")).join("");
  assert.equal(withoutColours, plain);
});
