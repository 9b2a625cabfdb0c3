import assert from "node:assert/strict";
import { emptyResult, listCache } from "../../../cni/mod.ts";
import { FakePlugin } from "../../../cni/testing.ts";
import { readManifests } from "../../input/manifests/mod.ts";
import { podNetnsPath } from "../../lab/sandbox/mod.ts";
import { resolveScenario } from "../scenario/mod.ts";
import { MULTUS_DIR } from "./cache.ts";
import type { CallerName } from "./callers.ts";
import type { ReplayEvent } from "./events.ts";
import type { ReplayedPod } from "./pod.ts";
import { replay } from "./replay.ts";

const NETNS = podNetnsPath({ namespace: "default", name: "p" });

/** Networks of one pod by their names, in the order in which the pod wants them. */
type Networks = Record<string, { config: Record<string, unknown>; gateways?: string[] }>;

/** Replays a pod with these networks. `cluster` is the configuration of eth0. */
async function play(
  cluster: Record<string, unknown>,
  networks: Networks,
  { caller = "multus" as CallerName, visit = (_pods: readonly ReplayedPod[]) => {} } = {},
): Promise<ReplayEvent[]> {
  const selections = Object.entries(networks).map(([name, { gateways }]) => ({
    name,
    ...(gateways ? { "default-route": gateways } : {}),
  }));
  const objects = [
    ...Object.entries(networks).map(([name, { config }]) => ({
      apiVersion: "k8s.cni.cncf.io/v1",
      kind: "NetworkAttachmentDefinition",
      metadata: { name },
      spec: { config: JSON.stringify({ cniVersion: "1.0.0", name, ...config }) },
    })),
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: "p",
        annotations: { "k8s.v1.cni.cncf.io/networks": JSON.stringify(selections) },
      },
      spec: { containers: [{ name: "app", image: "app" }] },
    },
  ];
  const files = objects.map((object, i) => ({ file: `${i}.json`, text: JSON.stringify(object) }));
  const { node, chains } = resolveScenario(readManifests(files), {
    clusterNetwork: { cniVersion: "1.0.0", name: "cluster", ...cluster },
  });
  const plan = {
    node,
    chains,
    programs: { plugins: {}, cniPath: [fake.directory, "/usr/lib/cni"], self: ["/bin/false"] },
    caller,
    cniVersion: "1.0.0",
    keepGoing: false,
  };
  const events: ReplayEvent[] = [];
  await replay(plan, (event) => events.push(event), (pods) => Promise.resolve(visit(pods)));
  return events;
}

const fake = new FakePlugin("fake");
globalThis.addEventListener("unload", () => fake[Symbol.dispose]());

/** What iproute2 says of the pod's default routes: "4 via 10.1.0.1 dev eth0". */
function defaultRoutes(): string[] {
  return [4, 6].flatMap((family) => {
    const args = [`--net=${NETNS}`, "ip", `-${family}`, "-j", "route", "show", "default"];
    const { stdout } = new Deno.Command("nsenter", { args }).outputSync();
    const routes: { gateway: string; dev: string }[] = JSON.parse(new TextDecoder().decode(stdout));
    return routes.map(({ gateway, dev }) => `${family} via ${gateway} dev ${dev}`);
  });
}

/** The routes in libcni's cache of a network's result: "0.0.0.0/0 by 10.1.0.1". */
function rememberedRoutes(network: string): string[] {
  return listCache(MULTUS_DIR, network).flatMap(({ result }) =>
    (result?.["routes"] as { dst: string; gw?: string }[])
      .map(({ dst, gw }) => gw === undefined ? dst : `${dst} by ${gw}`)
  );
}

/** A network of the stock bridge plugin, with default routes of both families. */
const bridge = (number: number) => ({
  type: "bridge",
  bridge: `br${number}`,
  ipam: {
    type: "host-local",
    ranges: [[{ subnet: `10.${number}.0.0/24` }], [{ subnet: `fd00:${number}::/64` }]],
    routes: [{ dst: "0.0.0.0/0" }, { dst: "::/0" }],
    dataDir: Deno.makeTempDirSync(),
  },
});

Deno.test("default-route moves the default route to the network that asked, away from all others", async () => {
  let routes: string[] = [];
  let remembered: unknown[] = [];
  const networks = {
    other: { config: bridge(2) },
    wanted: { config: bridge(3), gateways: ["10.3.0.1"] },
  };
  const visit = () => {
    routes = defaultRoutes();
    remembered = ["cluster", "other", "wanted"].map(rememberedRoutes);
  };
  const events = await play(bridge(1), networks, { visit });
  assert.deepEqual(events.filter(({ event }) => event === "failure"), []);
  // Those of the other family go as well, and nothing takes their place.
  assert.deepEqual(routes, ["4 via 10.3.0.1 dev net2"]);
  const v6 = "::/0";
  assert.deepEqual(remembered, [[v6], [v6], [v6, "0.0.0.0/0 by 10.3.0.1"]], "what DEL is told");
});

Deno.test("a default-route without gateways takes the default routes away, and sets none", async () => {
  let routes: string[] | undefined;
  const networks = { wanted: { config: bridge(2), gateways: [] } };
  await play(bridge(1), networks, { visit: () => routes = defaultRoutes() });
  assert.deepEqual(routes, []);
});

Deno.test("links that are made on others are shown once the kernel has given them a state", async () => {
  // An IPv6 address would give the kernel the time.
  const ipam = { type: "static", addresses: [{ address: "10.2.0.2/24" }] };
  const on = (type: string) => ({ config: { type, master: "ens9", vlanId: 5, ipam } });
  const events = await play(bridge(1), { one: on("macvlan"), two: on("vlan") });
  const links = events.flatMap((event) => event.event === "running" ? event.podLinks : []);
  assert.deepEqual(links.map(({ name, operState }) => [name, operState]).slice(2), [
    ["net1", "up"],
    ["net2", "up"],
  ]);
});

Deno.test("without default-route the pod's networks keep what their plugins set", async () => {
  let routes: string[] = [];
  await play(bridge(1), {}, { visit: () => routes = defaultRoutes() });
  assert.deepEqual(routes, ["4 via 10.1.0.1 dev eth0", "6 via fd00:1::1 dev eth0"]);
});

const withAddress = {
  ...emptyResult(),
  cniVersion: "1.0.0",
  interfaces: [{ name: "eth0", sandbox: NETNS }],
  ips: [{ address: "10.9.0.2/24", interface: 0 }],
};

Deno.test("there is no network status of a pod whose ADD failed, not even of networks before", async () => {
  fake.reply("ADD", { stdout: withAddress });
  const failing = { config: { type: "bridge", bridge: "br1", ipam: { type: "absent" } } };
  const events = await play({ type: "fake" }, { failing });
  assert.match(JSON.stringify(events.find(({ event }) => event === "failure")), /absent/);
  assert.equal(events.some(({ event }) => event === "running"), false);
  const whole = await play({ type: "fake" }, {});
  const status = whole.flatMap((event) => event.event === "running" ? [event.networkStatus] : []);
  assert.match(status.join(), /"name": "cluster"/);
});

Deno.test("the runtime gets the result of the master, and of no other network", async () => {
  const failures = async (cluster: Record<string, unknown>, networks: Networks) =>
    (await play(cluster, networks, { caller: "containerd" }))
      .flatMap((event) => event.event === "failure" ? [event.message] : []);
  fake.reply("ADD", { stdout: withAddress });
  const layer2 = { type: "bridge", bridge: "br1" };
  assert.deepEqual(await failures({ type: "fake" }, { second: { config: layer2 } }), []);
  assert.deepEqual(
    await failures(layer2, { second: { config: { type: "fake" } } }),
    ["failed to find network info for sandbox"],
  );
});
