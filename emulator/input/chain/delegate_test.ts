import assert from "node:assert/strict";
import type { JsonObject } from "../../../cni/mod.ts";
import { deprecatedArgs, withIncoming } from "./cni_args.ts";
import { chainOf, devicePlugin, network, networksOf, pod, refusalOf } from "./testing.ts";

const RESOURCE = "intel.com/pool";
const POOL = devicePlugin({ pool: ["ens1f0"] });

function only(config: JsonObject, element: JsonObject) {
  const [delegate] = networksOf([network("a", config), pod([{ name: "a", ...element }])]);
  assert.ok(delegate);
  return delegate;
}

Deno.test("CNI_ARGS are Multus' five in order, then the runtime's", () => {
  const chain = chainOf([network("a", { type: "dummy" }), pod("a")]);
  const own = [
    ["IgnoreUnknown", "true"],
    ["K8S_POD_NAMESPACE", "default"],
    ["K8S_POD_NAME", "pod"],
    ["K8S_POD_INFRA_CONTAINER_ID", chain.containerId],
    ["K8S_POD_UID", "11111111-2222-4333-8444-555555555555"],
  ];
  for (const { cniArgs } of chain.delegates) {
    assert.deepEqual(cniArgs, own);
    const incoming: [string, string][] = [["IgnoreUnknown", "1"], ["FROM", "runtime=x"]];
    assert.deepEqual(withIncoming(cniArgs, incoming), [...own, ...incoming]);
  }
});

Deno.test("an argument of the runtime fills an empty one, unless it is empty too", () => {
  const nobody = pod("");
  nobody["metadata"] = { ...nobody["metadata"] as JsonObject, uid: "" };
  const [delegate] = chainOf([nobody]).delegates;
  const uids = (value: string) =>
    withIncoming(delegate?.cniArgs ?? [], [["K8S_POD_UID", value]])
      .filter(([key]) => key === "K8S_POD_UID").map(([, uid]) => uid);
  assert.deepEqual(uids("u-1"), ["u-1"]);
  assert.deepEqual(uids(""), ["", ""]);
});

Deno.test("mac and ips are offered as runtimeConfig, and are in CNI_ARGS regardless", () => {
  const delegate = only({ type: "dummy" }, {
    mac: "02:00:00:00:00:05",
    ips: ["10.0.0.5/24", "10.0.0.6"],
  });
  assert.deepEqual(delegate.runtimeConfig, {
    ips: ["10.0.0.5/24", "10.0.0.6"],
    mac: "02:00:00:00:00:05",
  });
  assert.deepEqual(delegate.addArgs, [
    ["MAC", "02:00:00:00:00:05"],
    ["IP", "10.0.0.5/24,10.0.0.6"],
  ]);
  assert.deepEqual(delegate.config, { type: "dummy", name: "a" });
});

Deno.test("every request has its capability", () => {
  const portMappings = [{ hostPort: 8080, containerPort: 80, protocol: "tcp" }];
  const bandwidth = { ingressRate: 1, ingressBurst: 2, egressRate: 3, egressBurst: 4 };
  const delegate = only({ type: "dummy" }, {
    portMappings,
    bandwidth,
    "infiniband-guid": "c2:11:22:33:44:55:66:77",
    deviceID: "0000:99:00.0",
  });
  assert.deepEqual(Object.keys(delegate.runtimeConfig), [
    "portMappings",
    "bandwidth",
    "infinibandGUID",
    "deviceID",
    "CNIDeviceInfoFile",
  ]);
  assert.equal(delegate.config["deviceID"], undefined);
});

Deno.test("cni-args merge into args.cni, and the element wins for each key", () => {
  const config = { type: "dummy", args: { cni: { kept: 1, changed: 1 }, other: true } };
  const delegate = only(config, { "cni-args": { changed: 2, added: [3] } });
  assert.deepEqual(delegate.config["args"], {
    cni: { kept: 1, changed: 2, added: [3] },
    other: true,
  });
});

Deno.test("cni-args go into every plugin of a list", () => {
  const plugins = [{ type: "one" }, { type: "two", args: { cni: { a: 0, b: 0 } } }];
  assert.deepEqual(only({ plugins }, { "cni-args": { a: 1 } }).config["plugins"], [
    { type: "one", args: { cni: { a: 1 } } },
    { type: "two", args: { cni: { a: 1, b: 0 } } },
  ]);
});

Deno.test("a device is injected under both keys, and offered to the capability", () => {
  const [delegate] = networksOf([
    POOL,
    network("a", { type: "sriov" }, { resource: RESOURCE }),
    pod("a", { resources: { [RESOURCE]: 1 } }),
  ]);
  const device = "0000:3b:02.0";
  assert.deepEqual(delegate?.config, {
    type: "sriov",
    name: "a",
    deviceID: device,
    pciBusID: device,
  });
  assert.equal(delegate?.runtimeConfig["deviceID"], device);
  assert.match(
    String(delegate?.runtimeConfig["CNIDeviceInfoFile"]),
    /^\/var\/run\/k8s.cni.cncf.io\/devinfo\/cni\/default-a-[0-9a-f]{64}_net1$/,
  );
});

Deno.test("a device goes into every plugin of a list, not beside them", () => {
  const plugins = [{ type: "sriov" }, { type: "tuning" }];
  const [delegate] = networksOf([
    POOL,
    network("a", { plugins }, { resource: RESOURCE }),
    pod("a", { resources: { [RESOURCE]: 1 } }),
  ]);
  const device = { deviceID: "0000:3b:02.0", pciBusID: "0000:3b:02.0" };
  assert.deepEqual(delegate?.config["plugins"], plugins.map((one) => ({ ...one, ...device })));
  assert.equal(delegate?.config["deviceID"], undefined);
});

Deno.test("a deviceID of the element counts only where no resource gives one", () => {
  const [delegate] = networksOf([
    POOL,
    network("a", { type: "sriov" }, { resource: RESOURCE }),
    pod([{ name: "a", deviceID: "0000:99:00.0" }], { resources: { [RESOURCE]: 1 } }),
  ]);
  assert.equal(delegate?.runtimeConfig["deviceID"], "0000:3b:02.0");
});

Deno.test("two networks on one resource get two devices in sorted order", () => {
  const delegates = networksOf([
    POOL,
    network("a", { type: "sriov" }, { resource: RESOURCE }),
    network("b", { type: "sriov" }, { resource: RESOURCE }),
    pod("b, a", { resources: { [RESOURCE]: 2 } }),
  ]);
  assert.deepEqual(delegates.map(({ network, deviceId }) => [network, deviceId]), [
    ["default/b", "0000:3b:02.0"],
    ["default/a", "0000:3b:02.1"],
  ]);
});

Deno.test("when the pod's devices run out, the last network has none injected", () => {
  const delegates = networksOf([
    POOL,
    network("a", { type: "sriov" }, { resource: RESOURCE }),
    pod("a, a", { resources: { [RESOURCE]: 1 } }),
  ]);
  assert.deepEqual(delegates.map(({ deviceId }) => deviceId), ["0000:3b:02.0", undefined]);
  assert.deepEqual(delegates[1]?.config, { type: "sriov", name: "a" });
});

Deno.test("the gateways that a network asks for are the delegate's", () => {
  const delegate = only({ type: "dummy" }, { "default-route": ["10.0.0.1", "fd00::1"] });
  assert.deepEqual(delegate.gatewayRequest, ["10.0.0.1", "fd00::1"]);
  assert.deepEqual(only({ type: "dummy" }, { "default-route": [] }).gatewayRequest, []);
  assert.equal("gatewayRequest" in only({ type: "dummy" }, {}), false);
});

Deno.test("two gateways of one family refuse the pod", () => {
  const networks = [network("a", { type: "dummy" }), network("b", { type: "dummy" })];
  const { code, message } = refusalOf([
    ...networks,
    pod([
      { name: "a", "default-route": ["10.0.0.1"] },
      { name: "b", "default-route": ["10.0.1.1"] },
    ]),
  ]);
  assert.equal(code, "default-route");
  assert.match(message, /multus does not support ECMP for default-route.*10.0.0.1, 10.0.1.1/);
});

Deno.test("two gateways of one network, of the newer family, refuse the pod as well", () => {
  const wanting = pod([{ name: "a", "default-route": ["fd00::1", "10.0.0.1", "fd00::2"] }]);
  const { message } = refusalOf([network("a", { type: "dummy" }), wanting]);
  assert.match(message, /2 IPv6 gateways are asked for \(fd00::1, fd00::2\)/);
});

Deno.test("the gateway of the default network's annotation counts too", () => {
  const networks = [
    network("fast", { type: "dummy" }, { namespace: "kube-system" }),
    network("a", { type: "dummy" }),
  ];
  const annotations = {
    "v1.multus-cni.io/default-network": '[{"name":"fast","default-route":["10.0.0.1"]}]',
  };
  const asked = pod([{ name: "a", "default-route": ["10.0.1.1"] }], { annotations });
  assert.equal(refusalOf([...networks, asked]).code, "default-route");
});

Deno.test("an address that is asked for is an argument of ADD, one alone, too", () => {
  const asked = (ips: string[]) =>
    deprecatedArgs({ mac: "", ips } as unknown as Parameters<typeof deprecatedArgs>[0]);
  assert.deepEqual(asked(["10.0.0.1/24"]), [["IP", "10.0.0.1/24"]]);
  assert.deepEqual(asked(["10.0.0.1/24", "::1/64"]), [["IP", "10.0.0.1/24,::1/64"]]);
  assert.deepEqual(asked([]), []);
});
