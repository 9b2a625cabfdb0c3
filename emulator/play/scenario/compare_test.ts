import assert from "node:assert/strict";
import type { Diagnostic } from "../../input/model.ts";
import type { PodReport, Step } from "../replay/mod.ts";
import { compareOutcome } from "./compare.ts";
import { expectSchema } from "./expect_schema.ts";

const POD: PodReport = {
  pod: "default/test-pod",
  verdict: "ok",
  failures: [],
  chain: [],
  steps: ["ADD eth0 bridge", "ADD bond0 bond"].map(step),
  podLinks: [{
    index: 2,
    name: "bond0",
    kind: "bond",
    mac: "02:00:00:00:00:00",
    mtu: 1500,
    up: true,
    flags: [],
    operState: "up",
    addresses: ["10.56.217.2/24"],
    bond: { mode: "active-backup", active_slave: "net1" },
  }],
  networkStatus: [{ name: "pod-network", mac: "5a:00:00:00:00:01", dns: {} }],
  annotations: {},
  leaks: [],
  diagnostics: [],
};

function step(words: string): Step {
  const [command = "", ifname = "", type = ""] = words.split(" ");
  const call = { command, ifname, type, network: "", plugin: "", config: {}, environment: {} };
  return { ...call, exitCode: 0, durationMs: 0, measured: { startMs: 0, links: [] } };
}

function problems(expect: unknown, pod: Partial<PodReport> = {}, exitCode = 0): string[] {
  const report = { pods: [{ ...POD, ...pod }] };
  return compareOutcome(expectSchema.parse(expect), { exitCode, diagnostics: [], report })
    .map(({ message }) => message);
}

/** Problems of the pod when `expect` is expected of it. */
function podProblems(expect: unknown, pod: Partial<PodReport> = {}): string[] {
  return problems({ pods: { "test-pod": expect } }, pod)
    .map((problem) => problem.replace("default/test-pod: ", ""));
}

Deno.test("what is as expected is no problem", () => {
  assert.deepEqual(
    podProblems({
      calls: ["ADD eth0 bridge", "ADD bond0 bond"],
      links: {
        net7: null,
        bond0: { kind: "bond", addresses: ["10.56.217.2/24"], bond: { active_slave: "net1" } },
      },
      networkStatus: [{ dns: {}, mac: "*", name: "pod-network" }],
    }),
    [],
  );
});

Deno.test("what is different is told with what was expected", () => {
  assert.deepEqual(podProblems({ links: { bond0: { mtu: 9000, bond: { mode: "802.3ad" } } } }), [
    "bond0: mtu is 1500, and 9000 is expected",
    'bond0: mode is "active-backup", and "802.3ad" is expected',
  ]);
  assert.deepEqual(podProblems({ links: { bond0: null, net1: {} } }), [
    "it has a link bond0",
    "it has no link net1",
  ]);
  assert.deepEqual(podProblems({ networkStatus: [{ name: "*", mac: "*" }] }), [
    "networkStatus[0].dns is {}, and missing is expected",
  ]);
  assert.deepEqual(problems({ exitCode: 1 }), ["the exit status is 0, and 1 is expected"]);
});

Deno.test("each difference has the keys that lead to it in the scenario", () => {
  const links = { bond0: { mtu: 9000, bond: { mode: "802.3ad" } } };
  const pods = { "test-pod": { verdict: "failed", links, networkStatus: [{ dns: 1 }] } };
  const outcome = { exitCode: 0, diagnostics: [], report: { pods: [POD] } };
  const found = compareOutcome(expectSchema.parse({ exitCode: 1, pods }), outcome);
  assert.deepEqual(found.slice(0, 5).map(({ key, wanted, got }) => [key, wanted, got]), [
    ["exitCode", 1, 0],
    ["pods.test-pod.verdict", "failed", "ok"],
    ["pods.test-pod.links.bond0.mtu", 9000, 1500],
    ["pods.test-pod.links.bond0.bond.mode", "802.3ad", "active-backup"],
    ["pods.test-pod.networkStatus.[0].dns", 1, {}],
  ]);
});

Deno.test("calls are compared one by one, and as a whole", () => {
  const [problem] = podProblems({ calls: ["ADD eth0 bridge", "ADD net1 sriov"] });
  assert.match(problem ?? "", /^call 2 is ADD bond0 bond, and ADD net1 sriov is expected/);
  const [missing] = podProblems({ calls: ["ADD eth0 bridge"] });
  assert.match(missing ?? "", /^call 2 is ADD bond0 bond, and none is expected/);
});

Deno.test("failures and leaks are all expected, or problems", () => {
  const failed: Partial<PodReport> = {
    verdict: "failed",
    failures: ["net1 is absent", "no more"],
  };
  assert.deepEqual(podProblems({ verdict: "failed", failures: ["absent", "no"] }, failed), []);
  assert.deepEqual(podProblems({ verdict: "failed", failures: ["absent", "lost"] }, failed), [
    'no failure with "lost"',
    "failure not expected: no more",
  ]);
  const leaks = [{ kind: "link", name: "x", message: "link x was left behind" }] as const;
  assert.deepEqual(podProblems({}, { leaks: [...leaks] }), [
    "leak not expected: link x was left behind",
  ]);
  assert.deepEqual(problems({}, { leaks: [...leaks] }), [
    "default/test-pod: link x was left behind",
  ]);
});

Deno.test("a pod that never came is missed", () => {
  assert.deepEqual(problems({ pods: { "other/pod": {} } }), [
    "other/pod: there is no such pod in the report, or none of its plugins ran",
  ]);
});

Deno.test("errors and warnings must be expected, remarks may be", () => {
  const said = (severity: Diagnostic["severity"], code: string): Diagnostic => ({
    severity,
    code,
    message: `about ${code}`,
    path: "a.yaml#0:spec",
    hint: "",
  });
  const outcome = {
    exitCode: 0,
    diagnostics: [said("warning", "mac-policy"), said("info", "kind-ignored")],
    report: { pods: [] },
  };
  const compare = (diagnostics: unknown[]) =>
    compareOutcome(expectSchema.parse({ diagnostics }), outcome).map(({ message }) => message);
  assert.deepEqual(
    compare([{ code: "mac-policy", severity: "warning", message: "about", path: "#0" }]),
    [],
  );
  assert.deepEqual(compare([{ code: "kind-ignored" }]), [
    "not expected: warning mac-policy: about mac-policy",
  ]);
  assert.deepEqual(compare([{ code: "mac-policy" }, { code: "mac-policy", severity: "error" }]), [
    "expected, but not said: error mac-policy",
  ]);
});
