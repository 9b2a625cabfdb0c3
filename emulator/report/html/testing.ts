/** A replay for tests of its page: as large as one likes, with any names. */

import type { NodeModel } from "../../input/model.ts";
import type { PodLink } from "../../lab/sandbox/mod.ts";
import type { LinkChange, PodReport, ReplayReport, Step } from "../../play/replay/mod.ts";

/** What the replay is like. */
export interface ExampleSettings {
  pods: number;
  /** Each on a card of its own, unless there are fewer cards. */
  links: number;
  cards?: number;
  /** Returns the name of the pod with that number. */
  podName?(number: number): string;
  /** What the text of names and messages is like. */
  text?: string;
  /** Frames each way in the step with the failure. */
  frames?: number;
  mode?: string;
  /** There were several replays. */
  repeated?: boolean;
  /** The attachment that is refused, from 0. */
  refused?: number;
}

const STARTED_MS = 100;

/** Returns a replay in which a switch fails, and every pod's bond goes over to the next link. */
export function exampleReport(settings: ExampleSettings): ReplayReport {
  const { pods: count, links, cards = links, text = "" } = settings;
  const node = exampleNode(cards, count, links, text);
  const pods = Array.from({ length: count }, (_, i) => examplePod(i, settings, node));
  return {
    name: `switch-failure${text}`,
    description: `A leaf switch fails under the active link.${text}`,
    complete: true,
    kernel: { provider: "uml", release: "6.1.176" },
    node,
    pods,
    diagnostics: [{
      code: "resource-not-referenced",
      severity: "warning",
      message: `the pod asks for 2 of intel.com/pf1, but its networks take 1${text}`,
      path: "manifests.yaml#1:spec",
      hint: `ask for 1${text}`,
      position: { file: `manifests.yaml${text}`, document: 1, path: "spec", line: 4, column: 1 },
      source: { firstLine: 1, lines: ["a:", "  b:", "    c:", `      d: 2 ${text}`, "  e:"] },
    }],
    ...(settings.repeated ? { repeats: exampleRepeats(text) } : {}),
    scenario: settings.refused === undefined
      ? [trafficStep(pods), failureStep(pods, node, settings)]
      : [],
  };
}

function exampleRepeats(text: string): NonNullable<ReplayReport["repeats"]> {
  const step = `switch leaf1 off${text}`;
  return {
    replays: 3,
    asExpected: 1,
    measures: [{
      ...{ step, name: "failover", unit: "ms", values: [34, 77, 121] },
      ...{ min: 34, median: 77, max: 121 },
    }],
    missed: [{ step, key: "traffic.maxGapMs", wanted: 50, replays: [2, 3], got: [77, 121] }],
  };
}

type ScenarioStep = ReplayReport["scenario"][number];

function trafficStep(pods: readonly PodReport[]): ScenarioStep {
  return {
    what: "send probes between bond0 and the host server",
    action: { traffic: { pod: pods[0]?.pod ?? "", link: "bond0", host: "server" } },
    startMs: 3000,
    durationMs: 104,
    links: Object.fromEntries(pods.map(({ pod, podLinks }) => [pod, podLinks])),
    outOfService: [],
    timeline: [],
    flows: {},
    failures: [],
    unmet: [],
  };
}

function failureStep(
  pods: readonly PodReport[],
  node: NodeModel,
  { links, frames = 15, text = "" }: ExampleSettings,
): ScenarioStep {
  const away = node.physicalFunctions.filter((physical) => physical.switch === "leaf1")
    .map(({ name }) => name);
  const flow = interruptedFlow(frames);
  return {
    what: `switch leaf1 off${text}`,
    action: { down: { switch: "leaf1" } },
    expect: { traffic: { maxGapMs: 50 } },
    startMs: 3200,
    durationMs: 180,
    links: Object.fromEntries(pods.map(({ pod, podLinks }) => [pod, podLinks])),
    outOfService: ["leaf1", ...away],
    timeline: pods.flatMap(({ pod }, i) => failover(pod, i, links < 2 ? "" : "net2"))
      .toSorted((one, other) => one.atMs - other.atMs),
    flows: { "to the host": flow, "to the pod": flow },
    failures: [],
    unmet: [{
      key: "traffic.maxGapMs",
      wanted: 50,
      got: 77,
      message: `to the host: 77 ms without a probe; at most 50 are allowed${text}`,
    }],
    position: { file: "scenario.yaml", document: 0, path: "steps.1", line: 23, column: 5 },
    source: { firstLine: 22, lines: ["    expect:", "      traffic: {maxGapMs: 50}"] },
  };
}

/** A third of the frames is lost, from the second one on. */
function interruptedFlow(frames: number): ScenarioStep["flows"][string] {
  const lost = Math.floor(frames / 3);
  const sentMs = Array.from({ length: frames }, (_, i) => Math.round(i * 1800 / frames) / 10);
  return {
    sent: frames,
    lost,
    duplicated: 0,
    maxGapMs: 77,
    sentMs,
    arrivedMs: sentMs.map((ms, i) => i > 0 && i <= lost ? null : ms + 0.3),
    gap: { fromMs: 0.6, toMs: 77.6 },
  };
}

/** What is seen of the pod with that number when its bond goes over to `link`. */
function failover(pod: string, number: number, link: string): ScenarioStep["timeline"] {
  // The step is about the first pod; of others each mark names the pod.
  const of = number === 0 ? "" : `${pod}: `;
  return [
    happened(pod, 19, "carrier", "net1", "up", "down", `${of}net1 lost its carrier`),
    happened(pod, 74.5, "mii", "net1", "up", "down", `${of}the bond sees net1 down`),
    happened(pod, 74.7, "active", "bond0", "net1", link, `${of}bond0 sends through ${link}`),
    happened(undefined, 75.5, "announced", "", "", `10.0.0.${number + 2}`, "it is announced"),
    ...(number === 0
      ? [happened(undefined, 77.6, "resumed", "", "", "to the pod", "frames get through")]
      : []),
  ];
}

function happened(
  pod: string | undefined,
  atMs: number,
  kind: ScenarioStep["timeline"][number]["kind"],
  link: string,
  from: string,
  to: string,
  what: string,
) {
  return {
    atMs,
    kind,
    ...(pod === undefined ? {} : { pod }),
    ...(link ? { link } : {}),
    ...(from ? { from } : {}),
    to,
    what,
  };
}

function exampleNode(cards: number, pods: number, links: number, text: string): NodeModel {
  const onEach = Math.ceil(links / cards) * pods;
  const leaves = Math.min(4, Math.max(1, cards));
  const hex = (number: number) => number.toString(16).padStart(2, "0");
  return {
    physicalFunctions: Array.from({ length: cards }, (_, i) => ({
      name: `ens${i + 1}f0`,
      pciAddress: `0000:${hex(0x3b + i)}:00.0`,
      vendor: "8086",
      device: "158b",
      driver: "i40e",
      mtu: 1500,
      mac: `02:00:00:ff:${hex(i)}:00`,
      switch: `leaf${i % leaves + 1}`,
      virtualFunctions: Array.from({ length: onEach }, (_, vf) => ({
        name: `ens${i + 1}f0v${vf}`,
        pciAddress: `0000:${hex(0x3b + i)}:${hex(2 + Math.floor(vf / 8))}.${vf % 8}`,
        index: vf,
        vendor: "8086",
        device: "154c",
        driver: "iavf",
        mac: `02:00:00:${hex(i)}:${hex(vf)}:00`,
        mtu: 1500,
        linkType: "ether" as const,
      })),
    })),
    nics: [],
    switches: [
      { name: "spine" },
      ...Array.from({ length: leaves }, (_, i) => ({
        name: `leaf${i + 1}`,
        uplink: "spine",
        ...(cards > leaves
          ? {
            aggregates: [{
              name: `lag${i + 1}`,
              ports: portsOf(i, leaves, cards),
              lacpRate: "fast" as const,
            }],
          }
          : {}),
      })),
    ],
    hosts: [
      { name: "server", switch: "spine", addresses: ["10.56.217.1/24"], mac: "02:00:00:ee:00:01" },
      {
        name: `dhcp-server-with-a-long-name${text}`,
        switch: "spine",
        addresses: ["10.56.217.250/24"],
        mac: "02:00:00:ee:00:02",
      },
    ],
  };
}

function portsOf(leaf: number, leaves: number, cards: number): string[] {
  return Array.from({ length: cards }, (_, i) => i).filter((i) => i % leaves === leaf)
    .map((i) => `ens${i + 1}f0`);
}

function examplePod(number: number, settings: ExampleSettings, node: NodeModel): PodReport {
  const { links, mode = "active-backup", text = "", refused, podName } = settings;
  const pod = podName?.(number) ?? `default/worker-${number}${text}`;
  const functions = functionsOf(number, links, node);
  const ports = functions.map((virtual, i): PodLink => ({
    ...link(3 + i, `net${i + 1}`, virtual?.mac ?? ""),
    master: "bond0",
    bondPort: portOf(i, virtual?.mac ?? "", i === 0 || mode !== "active-backup"),
  }));
  const bond: PodLink = {
    ...link(40, "bond0", ports[0]?.mac ?? ""),
    kind: "bond",
    addresses: ["10.56.217.2/24"],
    bond: { mode, miimon: "100", ...(mode === "active-backup" ? { active_slave: "net1" } : {}) },
  };
  const lo: PodLink = {
    ...link(1, "lo", "00:00:00:00:00:00"),
    flags: ["LOOPBACK", "UP", "LOWER_UP"],
  };
  const chain = chainOf(functions, text);
  const failed = refused !== undefined;
  const made = refused === undefined ? chain : chain.slice(0, refused + 1);
  const begin = STARTED_MS + number * 200;
  const changes = (ifname: string): LinkChange[] =>
    ifname === "bond0"
      ? [...ports.map((port) => ({ before: unbonded(port), after: port })), { after: bond }]
      : ports.filter(({ name }) => name === ifname).map((port) => ({ after: unbonded(port) }));
  const adds = made.map((one, i) => {
    const startMs = begin + i * 15;
    return step("ADD", one, pod, startMs, {
      ...(i === refused ? refusal(text) : {}),
      measured: { startMs, links: changes(one.ifname) },
    });
  });
  const dels = made.toReversed().map((one, i) => {
    const startMs = 4000 + begin + i * 12;
    const links = changes(one.ifname).map(backwards).toSorted((a, b) =>
      Number(a.after !== undefined) - Number(b.after !== undefined)
    );
    return step("DEL", one, pod, startMs, { measured: { startMs, links } });
  });
  return {
    pod,
    verdict: failed ? "failed" : "unexpected",
    failures: failed ? [`error adding container to network${text}`] : [],
    chain,
    steps: [...adds, ...dels],
    podLinks: failed ? [] : [lo, ...ports, bond],
    networkStatus: failed ? [] : chain.map(({ network, ifname }) => ({
      name: network,
      interface: ifname,
      mac: "02:00:00:00:00:00",
    })),
    annotations: {},
    leaks: [],
    diagnostics: [],
  };
}

/** The functions of the pod with that number, dealt over the cards. */
function functionsOf(number: number, links: number, { physicalFunctions: cards }: NodeModel) {
  const onEach = Math.ceil(links / cards.length);
  return Array.from(
    { length: links },
    (_, i) =>
      cards[i % cards.length]?.virtualFunctions[number * onEach + Math.floor(i / cards.length)],
  );
}

function chainOf(functions: ReturnType<typeof functionsOf>, text: string) {
  return [
    ...functions.map((virtual, i) => ({
      network: `default/sriov-net${i + 1}${text}`,
      ifname: `net${i + 1}`,
      types: ["sriov"],
      device: virtual?.pciAddress ?? "",
    })),
    { network: `default/bond-net${text}`, ifname: "bond0", types: ["bond"] },
  ];
}

function refusal(text: string): Partial<Step> {
  const msg = `vlan id 5000 is invalid${text}`;
  return { error: { code: 7, msg, details: `set it to 0-4094${text}` }, exitCode: 1 };
}

function backwards({ before, after }: LinkChange): LinkChange {
  return { ...(after ? { before: after } : {}), ...(before ? { after: before } : {}) };
}

function portOf(number: number, mac: string, active: boolean): NonNullable<PodLink["bondPort"]> {
  return {
    name: `net${number + 1}`,
    index: 3 + number,
    address: mac,
    permanentAddress: mac,
    mtu: 1500,
    up: true,
    carrier: true,
    active,
    miiStatus: "up",
    failures: 0,
    state: active ? "active" : "backup",
  };
}

function unbonded({ master: _, bondPort: __, ...port }: PodLink): PodLink {
  return port;
}

function link(index: number, name: string, mac: string): PodLink {
  return {
    index,
    name,
    kind: "",
    mac,
    mtu: 1500,
    up: true,
    flags: ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"],
    operState: "up",
    addresses: [],
  };
}

function step(
  command: string,
  { network, ifname, types }: { network: string; ifname: string; types: string[] },
  pod: string,
  startMs: number,
  fields: Partial<Step>,
): Step {
  const id = "1747ce1ad71e744e7c6a8672300d9d7a446eec1c4f0eb065c492247b25bc69ba";
  return {
    command,
    network,
    type: types[0] ?? "",
    ifname,
    plugin: "/opt/cni/bin/bond",
    config: { cniVersion: "1.0.0", name: network, type: types[0] ?? "", miimon: 100 },
    environment: {
      CNI_COMMAND: command,
      CNI_CONTAINERID: id,
      CNI_NETNS: "/run/netns/default_pod",
      CNI_IFNAME: ifname,
      CNI_ARGS: `IgnoreUnknown=true;K8S_POD_NAME=${pod};K8S_POD_INFRA_CONTAINER_ID=${id}`,
      CNI_PATH: "/run/bond-lab/bin:/opt/cni/bin:/usr/lib/cni",
    },
    exitCode: 0,
    durationMs: 12.3,
    ...(command === "ADD" && !fields.error
      ? {
        result: { cniVersion: "1.0.0", interfaces: [{ name: ifname, mac: "02:00:00:00:00:00" }] },
      }
      : {}),
    measured: { startMs, links: [] },
    ...fields,
  };
}
