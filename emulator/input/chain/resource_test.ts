import assert from "node:assert/strict";
import { chainOf, devicePlugin, network, pod, refusalOf, resolve } from "./testing.ts";

const RESOURCE = "intel.com/pool";
const SRIOV = network("a", { type: "sriov" }, { resource: RESOURCE });
const POOL = devicePlugin({ pool: ["ens1f0"] });

function findings(objects: Parameters<typeof resolve>[0]) {
  return resolve(objects).findings.map(({ code }) => code);
}

/** The pool of a physical function that has four virtual functions. */
const FOUR = devicePlugin({ pool: ["ens1f0#0-3"] });

Deno.test("a pod that asks for what its networks take is without findings", () => {
  assert.deepEqual(findings([POOL, SRIOV, pod("a", { resources: { [RESOURCE]: 1 } })]), []);
});

Deno.test("a resource that a network takes but the pod does not ask for is a warning", () => {
  const { findings: [warning] } = resolve([POOL, SRIOV, pod("a")]);
  assert.equal(warning?.code, "resource-not-requested");
  assert.match(warning?.message ?? "", /default\/a takes a device of intel.com\/pool/);
  assert.match(warning?.position?.path ?? "", /networks"\]$/);
});

Deno.test("where the injector's webhook is in the input, pods need not ask for devices", () => {
  const webhook = (name: string) => ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name },
    webhooks: [],
  });
  const injector = webhook("network-resources-injector-config");
  assert.deepEqual(findings([POOL, SRIOV, pod("a"), injector]), []);
  assert.ok(findings([POOL, SRIOV, pod("a"), webhook("other")]).includes("resource-not-requested"));
});

Deno.test("a resource that no plugin needs a device of may go without being asked for", () => {
  const bridge = network("b", { type: "ovs" }, { resource: "ovs-cni.network.kubevirt.io/br1" });
  assert.deepEqual(findings([bridge, pod("b")]), []);
});

Deno.test("too few of a resource is a warning about the network that gets none", () => {
  const { findings: [warning], chains } = resolve([
    POOL,
    SRIOV,
    pod("a, a", { resources: { [RESOURCE]: 1 } }),
  ]);
  assert.match(warning?.message ?? "", /asks for too few/);
  assert.equal(chains.length, 1);
});

Deno.test("a resource that the pod asks for but no network takes is a warning", () => {
  const plain = network("b", { type: "dummy" });
  assert.deepEqual(findings([POOL, SRIOV, plain, pod("b", { resources: { [RESOURCE]: 1 } })]), [
    "resource-not-referenced",
  ]);
});

Deno.test("resources that have nothing to do with networks are left alone", () => {
  const resources = { "nvidia.com/gpu": 1, cpu: "100m" };
  assert.deepEqual(findings([network("b", { type: "dummy" }), pod("b", { resources })]), []);
});

Deno.test("a request that the node cannot meet keeps the pod off it", () => {
  const { code, message } = refusalOf([FOUR, SRIOV, pod("a", { resources: { [RESOURCE]: 5 } })]);
  assert.equal(code, "unschedulable");
  assert.match(message, /asks for 5 of intel.com\/pool, of which 4 are free/);
});

Deno.test("a resource that no pool offers keeps the pod off the node", () => {
  const other = devicePlugin({ other: ["ens1f0"] });
  const { message, hint } = refusalOf([other, SRIOV, pod("a", { resources: { [RESOURCE]: 1 } })]);
  assert.match(message, /which the node does not offer/);
  assert.match(hint, /ConfigMap/);
});

Deno.test("an amount that is not a whole number is refused, as are requests unlike limits", () => {
  assert.match(
    refusalOf([POOL, SRIOV, pod("a", { resources: { [RESOURCE]: "0.5" } })]).message,
    /"0.5" is not a whole number/,
  );
  const uneven = pod("a");
  uneven["spec"] = {
    containers: [{ resources: { requests: { [RESOURCE]: 1 }, limits: { [RESOURCE]: 2 } } }],
  };
  assert.match(refusalOf([POOL, SRIOV, uneven]).message, /requested 1 times, but limited to 2/);
});

Deno.test("a limit alone is the request too", () => {
  const limited = pod("a");
  limited["spec"] = { containers: [{ resources: { limits: { [RESOURCE]: "1" } } }] };
  assert.deepEqual(chainOf([POOL, SRIOV, limited]).devices, { [RESOURCE]: ["0000:3b:02.0"] });
});

/** The first pool's devices that a pod with these containers gets. */
function devicesOf(spec: Record<string, unknown>): string[] | undefined {
  return chainOf([POOL, SRIOV, { ...pod("a"), spec }]).devices[RESOURCE];
}

const asking = (requests: number | undefined, limits: number, others = {}) => ({
  resources: {
    ...(requests === undefined ? {} : { requests: { [RESOURCE]: requests } }),
    limits: { [RESOURCE]: limits },
  },
  ...others,
});

Deno.test("each container may leave out its request, and has its own request and limit", () => {
  assert.equal(devicesOf({ containers: [asking(1, 1), asking(undefined, 2)] })?.length, 3);
  const crossed = { ...pod("a"), spec: { containers: [asking(1, 2), asking(2, 1)] } };
  const { message, position } = refusalOf([POOL, SRIOV, crossed]);
  assert.match(message, /requested 1 times, but limited to 2/);
  assert.equal(
    position?.path,
    `spec.containers[0].resources.requests["${RESOURCE}"]`,
  );
});

Deno.test("init containers give their devices back, those that keep running do not", () => {
  const containers = [asking(1, 1)];
  assert.equal(devicesOf({ containers, initContainers: [asking(2, 2)] })?.length, 2);
  const sidecar = asking(2, 2, { restartPolicy: "Always" });
  assert.equal(devicesOf({ containers, initContainers: [asking(2, 2), sidecar] })?.length, 3);
});

Deno.test("two pods share the pool, in the order of the input", () => {
  const resources = { [RESOURCE]: 1 };
  const { chains } = resolve([
    POOL,
    SRIOV,
    pod("a", { name: "one", resources }),
    pod("a", { name: "two", resources }),
  ]);
  assert.deepEqual(chains.map(({ devices }) => devices[RESOURCE]), [
    ["0000:3b:02.0"],
    ["0000:3b:02.1"],
  ]);
});

Deno.test("a pod that Multus refuses stays on the node with its devices, and is tried again and again", () => {
  const resources = { [RESOURCE]: 4 };
  const { chains } = resolve([
    FOUR,
    SRIOV,
    pod("nothing", { name: "one", resources }),
    pod("a", { name: "two", resources }),
  ]);
  assert.deepEqual(chains.map((chain) => chain.pod.name), []);
});

Deno.test("a pod on the host's network has no chain, which is said", () => {
  const onHost = pod("a");
  onHost["spec"] = { hostNetwork: true, containers: [] };
  assert.deepEqual(findings([SRIOV, onHost]), ["host-network"]);
});

Deno.test("of the operator's configurations for several nodes the first counts, which is said", () => {
  const list = JSON.stringify({
    resourceList: [{ resourceName: "nic1", selectors: { pfNames: ["ens1f0"] } }],
  });
  const map = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "device-plugin-config" },
    data: { "worker-0": list, "worker-1": list },
  };
  const { chains, findings } = resolve([
    map,
    network("net", { type: "sriov" }, { resource: "openshift.io/nic1" }),
    pod("net", { resources: { "openshift.io/nic1": 1 } }),
  ]);
  assert.deepEqual(chains[0]?.devices, { "openshift.io/nic1": ["0000:3b:02.0"] });
  assert.deepEqual(
    findings.map(({ code, position }) => [code, position?.path]),
    [
      ["resource-repeated", "data.worker-1"],
    ],
  );
});

Deno.test("a resource whose name is one of the pod's but for its prefix or a blank is proposed", () => {
  const hintFor = (resource: string) => {
    const subject = network("a", { type: "sriov" }, { resource });
    const { findings } = resolve([POOL, subject, pod("a", { resources: { [RESOURCE]: 1 } })]);
    return findings.find(({ code }) => code === "resource-not-requested");
  };
  assert.match(
    hintFor("pool")?.hint ?? "",
    /^write intel\.com\/pool in .*: its prefix belongs to it$/,
  );
  const blank = hintFor(`${RESOURCE} `);
  assert.match(blank?.hint ?? "", /^write intel\.com\/pool in .*: a blank is too much$/);
  assert.match(blank?.message ?? "", /"intel\.com\/pool "/);
  assert.match(hintFor("intel.com/other")?.hint ?? "", /^ask for one of intel\.com\/other/);
  assert.match(hintFor("intel.com/other")?.message ?? "", /the pod asks for none/);
});

Deno.test("where the pod asks for too few of a resource its name is not in doubt", () => {
  const { findings: [{ hint = "" } = {}] } = resolve([
    POOL,
    SRIOV,
    pod("a, a", { resources: { [RESOURCE]: 1 } }),
  ]);
  assert.match(hint, /^ask for one of intel\.com\/pool for each network/);
});

Deno.test("a resource that no pool offers is said to be like one, under another prefix or misspelt", () => {
  const refusalFor = (resource: string) =>
    refusalOf([
      FOUR,
      network("a", { type: "sriov" }, { resource }),
      pod("a", { resources: { [resource]: 1 } }),
    ]);
  for (const resource of ["openshift.io/pool", "intel.com/poool"]) {
    const { message, hint } = refusalFor(resource);
    assert.match(message, /does not offer; did you mean intel\.com\/pool\?$/);
    assert.match(hint, /^write intel\.com\/pool, here and in the definition/);
  }
  assert.match(refusalFor("example.org/quite-something-else").message, /does not offer$/);
});

Deno.test("what is said of a resource has the place of its amount", () => {
  const subject = (amount: number | string) => pod("a", { resources: { [RESOURCE]: amount } });
  const at = ({ position }: ReturnType<typeof refusalOf>) => position?.path;
  // Not beside the first character of it.
  const columnIn = (object: ReturnType<typeof pod>, key: string) => {
    const line = JSON.stringify(object, null, 2).split("\n").find((one) => one.includes(key)) ?? "";
    return line.indexOf(": ") + 3;
  };
  const limit = `spec.containers[0].resources.limits["${RESOURCE}"]`;
  const request = `spec.containers[0].resources.requests["${RESOURCE}"]`;
  assert.equal(at(refusalOf([FOUR, SRIOV, subject(5)])), limit);
  assert.equal(at(refusalOf([FOUR, SRIOV, subject("half")])), request);
  const unlimited = pod("a");
  unlimited["spec"] = { containers: [{ resources: { requests: { [RESOURCE]: "10" } } }] };
  const refusal = refusalOf([FOUR, SRIOV, unlimited]);
  assert.match(refusal.message, /is requested without a limit$/);
  assert.equal(refusal.position?.column, columnIn(unlimited, '"10"') + 1);
  assert.equal(
    refusalOf([FOUR, SRIOV, subject("half")]).position?.column,
    columnIn(subject("half"), '"half"') + '"'.length,
  );
  assert.equal(at(refusal), request);
});

Deno.test("KubeVirt asks for the devices that a machine's networks take, the default one's too", () => {
  const machine = (networks: Record<string, unknown>[]) => ({
    apiVersion: "kubevirt.io/v1",
    kind: "VirtualMachineInstance",
    metadata: { name: "vm", namespace: "kube-system" },
    spec: { networks },
  });
  const sriov = network("a", { type: "sriov" }, { namespace: "kube-system", resource: RESOURCE });
  const [red, blue] = ["red", "blue"].map((name) => ({ name, multus: { networkName: "a" } }));
  assert.ok(red && blue);
  const { chains: [chain], findings } = resolve([POOL, sriov, machine([red, blue])]);
  assert.deepEqual(findings, []);
  assert.deepEqual(chain?.delegates.map(({ ifname, deviceId }) => [ifname, deviceId]), [
    ["eth0", undefined],
    ["podb1f51a511f1", "0000:3b:02.0"],
    ["pod16477688c0e", "0000:3b:02.1"],
  ]);
  const first = { ...red, multus: { ...red.multus, default: true } };
  const { chains: [other] } = resolve([POOL, sriov, machine([first])]);
  assert.deepEqual(other?.delegates.map(({ ifname, deviceId }) => [ifname, deviceId]), [
    ["eth0", "0000:3b:02.0"],
  ]);
});

Deno.test("an amount that is no number is told, and nothing else of its resource", () => {
  const made = pod("a");
  const resources = { requests: { [RESOURCE]: "1.5" }, limits: { [RESOURCE]: "2" } };
  const asking = { ...made, spec: { containers: [{ name: "main", resources }] } };
  const said = resolve([POOL, SRIOV, asking]).findings.filter(({ code }) =>
    code === "resource-amount"
  );
  assert.deepEqual(said.map(({ message }) => message), [
    `${RESOURCE}: "1.5" is not a whole number of devices`,
  ]);
});
