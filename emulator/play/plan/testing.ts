/** Manifests drawn at random, for tests that compare what is said of them with what becomes of them. */

import fc from "fast-check";
import { parseBondConfig } from "../../../bond/mod.ts";
import {
  buildConfig,
  isAtLeast,
  isCniVersion,
  type JsonObject,
  OLDEST_VERSION,
  parseNetworkConfig,
  validateInterfaceName,
} from "../../../cni/mod.ts";
import { askHostLocal, askStatic, type Grant, HostLocalStore } from "../../input/ipam/mod.ts";
import { readManifests } from "../../input/manifests/mod.ts";
import type { Delegate, PodChain } from "../../input/model.ts";
import { standInFacts } from "../../lab/standin/mod.ts";
import { type Planned, planReplay } from "./plan.ts";

/** The plugins that the distribution installs, whatever newer ones the user has had fetched. */
const DISTRIBUTION: readonly string[] = ["/usr/lib/cni"];

/** One in so many keys is there that may be wrong beside others. */
const RARE = 16;
/** One in so many values is odd. */
const ODD = 30;

/** Mostly what is usual, now and then what is odd. */
function mostly<T>(usual: fc.Arbitrary<T>, ...odd: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: ODD - 1, arbitrary: usual },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );
}

/** Mostly nothing: JSON leaves it out. */
function rarely<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof(
    { weight: RARE - 1, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: value },
  );
}

const version = mostly<unknown>(
  fc.constantFrom("0.3.1", "0.4.0", "1.0.0"),
  ...["0.1.0", "0.2.0", "", "v1.0.0", "0.5.0", "1.0", 1],
);

const ipam = mostly<unknown>(
  fc.constantFrom<JsonObject | undefined>(
    { type: "host-local", subnet: "10.77.0.0/24" },
    { type: "host-local", ranges: [[{ subnet: "10.77.0.0/24" }], [{ subnet: "fd00:77::/64" }]] },
    { type: "host-local", subnet: "fd00:77::/64", routes: [{ dst: "fd00:99::/64" }] },
    { type: "static", addresses: [{ address: "10.77.0.9/24", gateway: "10.77.0.1" }] },
    { type: "host-local", subnet: "10.77.0.0/24", routes: [{ dst: "10.99.0.0/16" }] },
    undefined,
  ),
  { type: "host-local", subnet: "10.77.0.9/24" },
  { type: "host-local", subnet: "10.77.0.0/24", rangeStart: "10.78.0.1" },
  { type: "host-local", subnet: "10.77.0.0" },
  { type: "host-local" },
  { type: "static", addresses: [{ address: "10.77.0.9" }] },
  { type: "static" },
);

const sriov = fc.record({
  type: fc.constant("sriov"),
  trust: mostly<unknown>(fc.constantFrom("on", "off"), true),
  spoofchk: mostly<unknown>(fc.constantFrom("on", "off"), false),
  vlan: mostly<unknown>(fc.constantFrom(0, 100), "100", 5000),
  link_state: mostly<unknown>(fc.constantFrom("auto", "enable"), "up"),
  max_tx_rate: mostly<unknown>(fc.constant(100), "100"),
  vlanQoS: rarely(fc.constant(3)),
}, { requiredKeys: ["type"] });

const macvlan = fc.record({
  type: fc.constant("macvlan"),
  master: fc.constantFrom("eth1", "eth2"),
  mode: mostly<unknown>(fc.constantFrom("bridge", "private"), "bridged"),
  mtu: mostly<unknown>(fc.constantFrom(1400, 1500), 1200, "1500"),
}, { requiredKeys: ["type", "master"] });

const leg = fc.record({
  plugin: fc.oneof({ weight: 3, arbitrary: sriov }, { weight: 1, arbitrary: macvlan }),
  cniVersion: version,
});

const bond = fc.record({
  type: fc.constant("bond"),
  cniVersion: version,
  mode: mostly<unknown>(
    fc.constantFrom<unknown>(
      "active-backup",
      1,
      "balance-rr",
      "balance-xor",
      "802.3ad",
      "broadcast",
    ),
    ...["balance-tlb", "balance-alb", "active_backup", 7, null],
  ),
  failOverMac: mostly<unknown>(fc.constantFrom<unknown>(0, 1, "1", "active", "follow"), 3, "activ"),
  linksInContainer: fc.constantFrom(true, "true"),
  miimon: mostly<unknown>(fc.constantFrom<unknown>(100, "100"), 0, 1, -1, "100ms"),
  links: mostly<unknown>(
    fc.constantFrom<unknown>(["net1", "net2"], [{ name: "net1" }, { name: "net2" }]),
    ...[["net1"], ["net1", "net1"], ["net1", "net4"], ["net1", "bond0"], []],
    "net1,net2",
  ),
  mtu: mostly<unknown>(fc.constantFrom(1400, 1500), 9000, 68, 1000, "big"),
  primary: rarely(fc.constantFrom("net1", "net9")),
  lacpRate: rarely(fc.constantFrom("fast", 0)),
  updelay: rarely(fc.constantFrom(200, 250)),
  xmitHashPolicy: mostly<unknown>(fc.constant("layer3+4"), "layer4"),
  allowSingleLink: fc.boolean(),
  Unknown: fc.constant(1),
  ipam,
}, {
  requiredKeys: ["type", "cniVersion", "mode", "miimon", "linksInContainer", "links", "ipam"],
});

/** Names that people ask for, and some that nobody can have. */
const ifname = fc.oneof(
  { weight: 20, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.constantFrom("bond0", "net1", "net2", "net3", "a0") },
  { weight: 1, arbitrary: fc.constantFrom("lo", "eth0", "name-of-16-octet", "a b", "a/b") },
);

const selections = fc.record({
  names: mostly<string[]>(
    fc.constant(["left", "right", "duo"]),
    ...[["duo", "left", "right"], ["left", "duo", "right"], ["left", "right"], ["duo"]],
    ...[["left", "right", "duo", "left"], ["left", "right", "duos"], ["right", "left", "duo"]],
  ),
  ifnames: fc.array(ifname, { minLength: 4, maxLength: 4 }),
  comma: fc.boolean(),
});

const NETWORKS = "k8s.v1.cni.cncf.io/networks";

/** The manifests of a pod with two links and their bond, as JSON. */
export const drawnManifests: fc.Arbitrary<string> = fc.record({
  left: leg,
  right: leg,
  bond,
  selections,
})
  .map(({ left, right, bond, selections: { names, ifnames, comma } }) => {
    const chosen = names.map((name, i) => ({ name, interface: ifnames[i] }));
    const annotation = comma
      ? chosen.map(({ name, interface: ifname }) =>
        ifname === undefined ? name : `${name}@${ifname}`
      )
        .join(", ")
      : JSON.stringify(chosen);
    const legs = ([["left", left], ["right", right]] as const).map((
      [name, { plugin, cniVersion }],
    ) =>
      definition(name, { cniVersion, name, ...plugin }, plugin.type === "sriov" ? name : undefined)
    );
    const amounts = { "example.org/left": 2, "example.org/right": 2 };
    const pools = ["left", "right"].map((resourceName, i) => ({
      resourceName,
      resourcePrefix: "example.org",
      selectors: { pfNames: [`ens${i + 1}f0`] },
    }));
    const items = [
      ...legs,
      definition("duo", { name: "duo", ...bond }),
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "sriovdp-config" },
        data: { "config.json": JSON.stringify({ resourceList: pools }) },
      },
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "app", annotations: { [NETWORKS]: annotation } },
        spec: {
          containers: [{ name: "app", resources: { requests: amounts, limits: amounts } }],
        },
      },
    ];
    return JSON.stringify({ apiVersion: "v1", kind: "List", items });
  });

function definition(name: string, config: object, resource?: string) {
  const annotations = resource === undefined
    ? {}
    : { "k8s.v1.cni.cncf.io/resourceName": `example.org/${resource}` };
  return {
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: { name, annotations },
    spec: { config: JSON.stringify(config) },
  };
}

/** Returns what the manifests come to, judged by the distribution's plugins. */
export function planOf(text: string): Planned {
  return planReplay(readManifests([{ file: "drawn.json", text }]), {
    cniPath: DISTRIBUTION,
    check: true,
  });
}

/** Returns the errors that are told of the manifests. */
export function errorsIn({ diagnostics }: Planned): string[] {
  return diagnostics.filter(({ severity }) => severity === "error")
    .map(({ code, message }) => `${code}: ${message}`);
}

/** Returns who refuses the manifests and why: a model of the chain's ADD, told by the programs' own readers. */
export function refusalIn({ plan }: Planned): string | undefined {
  const [chain] = plan?.chains ?? [];
  if (!chain) return "Multus refuses the pod, or it cannot be scheduled";
  try {
    attach(chain);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

/** A link of the pod. */
interface Link {
  mtu: number;
  isPort: boolean;
  /** The NIC of which it is a macvlan link. */
  macvlanOf?: unknown;
}

function attach({ delegates }: PodChain): void {
  const links = new Map<string, Link>([["lo", { mtu: 65536, isPort: false }]]);
  for (const delegate of delegates) {
    const { ifname, config, master } = delegate;
    validateInterfaceName(ifname);
    if (links.has(ifname)) throw new Error(`interface name ${ifname} already exists`);
    if (master) {
      links.set(ifname, { mtu: 1500, isPort: false });
      continue;
    }
    const grant = grantOf(config);
    const { type } = config;
    const mtu = type === "bond" ? addBond(delegate, links) : addLink(delegate);
    // The bond answers without addresses in every version.
    if (!grant && type !== "bond" && !isAtLeast(versionOf(config), "0.3.0")) {
      throw new Error("no result of this version");
    }
    if (grant?.ips.some(({ family }) => family === 6) && mtu < 1280) throw new Error("no IPv6");
    const macvlanOf = type === "macvlan" ? config["master"] : undefined;
    links.set(ifname, { mtu, isPort: false, macvlanOf });
  }
}

function versionOf({ cniVersion = "" }: JsonObject) {
  const version = cniVersion === "" ? OLDEST_VERSION : cniVersion;
  if (typeof version === "string" && isCniVersion(version)) return version;
  throw new Error(`cniVersion ${version}`);
}

function addLink({ config, deviceId }: Delegate): number {
  versionOf(config);
  if (config["type"] === "sriov") {
    if (deviceId === undefined) throw new Error("VF pci addr is required");
    const refusal = standInFacts("sriov")?.refusal(config, "");
    if (refusal) throw new Error(refusal.message);
    return 1500;
  }
  // A NIC that nobody describes has the MTU that is asked of it.
  const { mode = "bridge", mtu = Infinity } = config;
  if (typeof mtu !== "number") throw new Error(`mtu ${mtu}`);
  if (mode !== "bridge" && mode !== "private") throw new Error(`unknown macvlan mode: ${mode}`);
  return mtu;
}

function addBond({ config, cniName, cniArgs, runtimeConfig }: Delegate, links: Map<string, Link>) {
  const label = { name: cniName, cniVersion: versionOf(config) };
  const request = buildConfig(label, { ...config, type: "bond" }, {
    capabilityArgs: runtimeConfig,
  });
  const bond = parseBondConfig(
    parseNetworkConfig({ ...label, raw: request }, "ADD"),
    new Map(cniArgs),
  ).config;
  const found = bond.links.map(({ select }) => {
    const name = select.by === "name" ? select.name : "";
    const link = links.get(name);
    if (!link) throw new Error(`no link ${name} for the bond`);
    if (link.isPort) throw new Error(`${name} is in another bond`);
    return link;
  });
  const smallest = Math.min(...found.map(({ mtu }) => mtu));
  if (typeof bond.mtu === "number" && bond.mtu > smallest) throw new Error(`mtu ${bond.mtu}`);
  const nics = found.flatMap(({ macvlanOf }) => macvlanOf === undefined ? [] : [macvlanOf]);
  const { mode, failOverMac = "none" } = bond.options;
  if ((mode !== "active-backup" || failOverMac === "none") && new Set(nics).size < nics.length) {
    throw new Error("EADDRINUSE");
  }
  for (const link of found) link.isPort = true;
  return typeof bond.mtu === "number" && bond.mtu > 0 ? bond.mtu : smallest;
}

function grantOf({ ipam }: JsonObject): Grant | undefined {
  const nothing = { args: "", runtime: [], metadata: [] };
  const asked = ipam as JsonObject | undefined;
  if (asked === undefined) return undefined;
  return asked["type"] === "static"
    ? askStatic(asked, nothing)
    : askHostLocal(asked, nothing, new HostLocalStore());
}
