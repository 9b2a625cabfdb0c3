import assert from "node:assert/strict";
import type { JsonObject, NetworkConfig } from "../../../../cni/mod.ts";
import { flannelFacts } from "./facts.ts";
import { makeDelegate } from "./delegate.ts";
import { parseSubnet, readSubnet } from "./subnet.ts";

const FILE = `FLANNEL_NETWORK=10.244.0.0/16
FLANNEL_SUBNET=10.244.1.1/24
FLANNEL_MTU=1450
FLANNEL_IPMASQ=true
`;
const IPV6 = "FLANNEL_IPV6_NETWORK=fd00::/48\nFLANNEL_IPV6_SUBNET=fd00:0:0:1::1/64\n";

const configWith = (raw: Record<string, unknown>): NetworkConfig => ({
  cniVersion: "0.3.1",
  name: "mynet",
  type: "flannel",
  dns: {},
  runtimeConfig: {},
  args: {},
  capabilities: {},
  raw: { name: "mynet", type: "flannel", ...raw },
});
const delegate = (raw: Record<string, unknown>, file = FILE) =>
  makeDelegate(configWith(raw), parseSubnet(file, "subnet.env"));

Deno.test("flannel fills its delegate with name, version, masquerading, MTU and IPAM", () => {
  assert.deepEqual(
    delegate({ cniVersion: "0.3.1", delegate: { type: "bond", mode: "active-backup" } }),
    {
      type: "bond",
      mode: "active-backup",
      name: "mynet",
      cniVersion: "0.3.1",
      ipMasq: false,
      mtu: 1450,
      ipam: {
        type: "host-local",
        ranges: [[{ subnet: "10.244.1.0/24" }]],
        routes: [{ dst: "10.244.0.0/16" }],
      },
    },
  );
});

Deno.test("what the delegate says of masquerading and MTU stays", () => {
  const { ipMasq, mtu } = delegate({ delegate: { type: "bond", ipMasq: true, mtu: 9000 } });
  assert.deepEqual([ipMasq, mtu], [true, 9000]);
});

Deno.test("isGateway is for the bridge alone, which is the default type", () => {
  assert.deepEqual([delegate({}).type, delegate({})["isGateway"]], ["bridge", true]);
  assert.ok(!("isGateway" in delegate({ delegate: { type: "bond" } })));
});

Deno.test("routes and type of the configuration's IPAM stay", () => {
  const ipam = { type: "whereabouts", routes: [{ dst: "192.0.2.0/24" }] };
  assert.deepEqual(delegate({ ipam })["ipam"], {
    type: "whereabouts",
    ranges: [[{ subnet: "10.244.1.0/24" }]],
    routes: [{ dst: "192.0.2.0/24" }, { dst: "10.244.0.0/16" }],
  });
});

Deno.test("name, ipam and a type that is no text are refused in a delegate", () => {
  assert.throws(() => delegate({ delegate: { name: "other" } }), /must not have 'name' field/);
  assert.throws(() => delegate({ delegate: { ipam: {} } }), /must not have 'ipam' field/);
  assert.throws(() => delegate({ delegate: { type: 5 } }), /must have \(string\) 'type' field/);
});

Deno.test("an absent subnet file points at the daemon's log", () => {
  assert.throws(() => readSubnet("/absent/subnet.env"), /\/absent\/subnet\.env .* log of its pod/);
});

Deno.test("an incomplete subnet file is an error that lists what is missing", () => {
  assert.throws(
    () => parseSubnet("FLANNEL_SUBNET=10.244.1.1/24\n", "subnet.env"),
    new Error(
      "subnet.env is missing FLANNEL_NETWORK, FLANNEL_IPV6_NETWORK, FLANNEL_MTU, FLANNEL_IPMASQ",
    ),
  );
  const path = Deno.makeTempFileSync();
  assert.throws(
    () => readSubnet(path),
    /^Error: failed to load flannel 'subnet.env' file: .* is missing FLANNEL_NETWORK, .* log/,
  );
  Deno.removeSync(path);
});

Deno.test("what is no MTU or no CIDR is an error that shows it", () => {
  for (const mtu of ["1450 octets", "-1", "14.5", "4294967296"]) {
    const file = FILE.replace("=1450", `=${mtu}`);
    assert.throws(() => parseSubnet(file, "subnet.env"), new RegExp(`FLANNEL_MTU is "${mtu}"`));
  }
  for (const subnet of ["10.244.1.1", "10.244.1.1/33", "pods/24"]) {
    assert.throws(
      () => parseSubnet(FILE.replace("10.244.1.1/24", subnet), "subnet.env"),
      new Error(`FLANNEL_SUBNET is "${subnet}", not a CIDR`),
    );
  }
});

Deno.test("a network that the subnet file names twice gives one route", () => {
  const twice = FILE.replace("=10.244.0.0/16", "=10.244.0.0/16,10.245.0.0/16,10.244.0.0/16");
  const { routes } = delegate({ delegate: { type: "bond" } }, twice)["ipam"] as JsonObject;
  assert.deepEqual(routes, [{ dst: "10.244.0.0/16" }, { dst: "10.245.0.0/16" }]);
});

Deno.test("a dual-stack subnet gives a range and a route of each family", () => {
  assert.deepEqual(delegate({ delegate: { type: "bond" } }, FILE + IPV6)["ipam"], {
    type: "host-local",
    ranges: [[{ subnet: "10.244.1.0/24" }], [{ subnet: "fd00:0:0:1::/64" }]],
    routes: [{ dst: "10.244.0.0/16" }, { dst: "fd00::/48" }],
  });
});

Deno.test("what is known of flannel's rules is what the plugin goes by", () => {
  assert.equal(flannelFacts.refusal({ delegate: { type: "bond" } }, ""), undefined);
  assert.match(
    flannelFacts.refusal({ delegate: { ipam: {} } }, "")?.message ?? "",
    /must not have 'ipam' field/,
  );
});
