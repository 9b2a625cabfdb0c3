import assert from "node:assert/strict";
import fc from "fast-check";
import type { CniError, JsonObject } from "../../cni/mod.ts";
import type { Link } from "../../netlink/mod.ts";
import { parseBondConfig } from "../config/mod.ts";
import type { FoundLink } from "./links.ts";
import { BOND_MODES, type BondMode } from "../config/mod.ts";
import { localAddress, type Plan, planAdd, type Step } from "./plan.ts";

const MAC = ["02:00:00:00:00:01", "02:00:00:00:00:02", "02:00:00:00:00:03"] as const;

function link(name: string, index: number, changes: Partial<Link> = {}): Link {
  return {
    index,
    name,
    kind: "",
    portKind: "",
    type: 1,
    flags: 0,
    up: true,
    running: true,
    operState: "up",
    mtu: 1500,
    address: MAC[index - 1] ?? "",
    alias: "",
    altNames: [],
    ...changes,
  };
}

/** Returns the plan for a bond over `links`, with the keys of `extra`. */
function plan(links: readonly Link[], extra: JsonObject = {}): Plan {
  const { config } = parseBondConfig({
    cniVersion: "1.0.0",
    name: "net",
    type: "bond",
    dns: {},
    runtimeConfig: {},
    args: {},
    capabilities: {},
    raw: {
      mode: "active-backup",
      miimon: 100,
      linksInContainer: true,
      links: links.map(({ name }) => ({ name })),
      allowSingleLink: true,
      ...extra,
    },
  });
  const found = links.map((link, i): FoundLink => {
    const linkConfig = config.links[i];
    assert(linkConfig);
    return { config: linkConfig, link, containerName: linkConfig.ifName ?? link.name };
  });
  let n = 0;
  return planAdd(config, found, {
    network: "net",
    containerId: "c1",
    ifname: "bond0",
    netns: { path: "/run/netns/c1", id: "4:5" },
    random: () => new Uint8Array([0xff, 0, 0, 0, 0, ++n]),
  });
}

function steps(plan: Plan): Step[] {
  return plan.steps.map(({ step }) => step);
}

Deno.test("links of the container are lowered, enslaved, and raised with the bond, which is marked", () => {
  const made = plan([link("net1", 1), link("net2", 2, { up: false })], { mtu: 1400 });
  assert.deepEqual(steps(made), [
    { do: "change", link: 0, change: { up: false } },
    {
      do: "create",
      bond: { name: "bond0", mtu: 1400, options: { mode: "active-backup", miimon: 100 } },
    },
    { do: "enslave", link: 0 },
    { do: "enslave", link: 1 },
    { do: "raise", altName: "bond-c1-bond0-bond" },
  ]);
});

Deno.test("links of the host are taken under a name of their own, with an alias, and then named", () => {
  const made = plan([link("ens1", 1), link("ens2", 2)], {
    linksInContainer: false,
    links: [{ name: "ens1", ifName: "net1" }, "ens2"],
  });
  assert.deepEqual(steps(made).slice(0, 4), [
    { do: "take", link: 0, alias: "bond ens1 bond0 c1" },
    { do: "change", link: 0, change: { name: "net1" } },
    { do: "take", link: 1, alias: "bond ens2 bond0 c1" },
    { do: "change", link: 1, change: { name: "ens2" } },
  ]);
  const [first, second] = made.record.links;
  assert.match(first?.temporaryName ?? "", /^bnd[0-9a-f]{12}$/);
  assert.notEqual(first?.temporaryName, second?.temporaryName);
});

Deno.test("the record says what each link was", () => {
  const hardware = link("ens1", 1, {
    alias: "uplink",
    permanentAddress: "02:00:00:00:00:0a",
    parentDevice: { bus: "pci", name: "0000:3b:02.0" },
  });
  const { record } = plan([hardware, link("ens2", 2, { kind: "dummy" })], {
    linksInContainer: false,
  });
  const [first, second] = record.links;
  const { temporaryName: _, ...known } = first ?? { temporaryName: "" };
  assert.deepEqual(known, {
    from: "host",
    name: "ens1",
    containerName: "ens1",
    index: 1,
    kind: "",
    address: MAC[0],
    permanentAddress: "02:00:00:00:00:0a",
    mtu: 1500,
    up: true,
    alias: "uplink",
    device: "pci/0000:3b:02.0",
    altName: "bond-c1-bond0-0",
  });
  assert.equal(second?.device, "");
});

Deno.test("every step that changes a link or makes the bond has an undo", () => {
  const made = plan([link("ens1", 1), link("ens2", 2)], { linksInContainer: false });
  for (const { step, undo } of made.steps) {
    const expected = step.do === "create"
      ? { do: "delete" }
      : "link" in step
      ? { do: "giveBack", link: step.link }
      : undefined;
    assert.deepEqual(undo, expected, step.do);
  }
});

Deno.test("the MTU is that of the configuration, or follows from the links", () => {
  const large = [link("net1", 1, { mtu: 9000 }), link("net2", 2, { mtu: 8000 })];
  assert.equal(plan(large).bond.mtu, 1500);
  assert.equal(plan(large, { mtu: "auto" }).bond.mtu, 8000);
  assert.equal(plan(large, { mtu: 8000 }).bond.mtu, 8000);
  assert.equal(plan([link("net1", 1, { mtu: 1400 })]).bond.mtu, 1400);
  assert.throws(() => plan(large, { mtu: 8001 }), /mtu 8001 is more than link net2 has: 8000/);
  assert.equal(plan(large, { mtu: 8001, mtuPolicy: "force" }).bond.mtu, 8001);
  const limited = [link("net1", 1, { maxMtu: 2000 })];
  assert.throws(() => plan(limited, { mtu: 2001, mtuPolicy: "force" }), /has: 2000/);
});

Deno.test("duplicate MACs are replaced where links must differ, and only there", () => {
  const twins = [1, 2, 3].map((i) => link(`net${i}`, i, { address: MAC[0] }));
  for (const mode of Object.keys(BOND_MODES) as BondMode[]) {
    const changes = steps(plan(twins, { mode })).flatMap((step) =>
      step.do === "change" && step.change.address !== undefined ? [step.change.address] : []
    );
    const balancing = mode === "balance-tlb" || mode === "balance-alb";
    assert.deepEqual(changes, balancing ? ["fe:00:00:00:00:01", "fe:00:00:00:00:02"] : [], mode);
  }
  const third = link("net3", 3, { address: "fe:00:00:00:00:01" });
  const given = steps(plan([...twins.slice(0, 2), third], { mode: "balance-alb" }))
    .flatMap((step) => step.do === "change" ? step.change.address ?? [] : []);
  assert.deepEqual(given, ["fe:00:00:00:00:02"], "not the address that another link has");
  const refused = { mode: "balance-alb", duplicateMac: "error" };
  assert.throws(() => plan(twins, refused), (error: CniError) => error.code === 102);
  assert.doesNotThrow(() => plan(twins, { ...refused, duplicateMac: "ignore" }));
});

Deno.test("a new MAC is unicast and locally administered, whatever the random octets", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (octets) => {
    const address = localAddress(octets);
    assert.match(address, /^[0-9a-f][26ae](:[0-9a-f]{2}){5}$/);
  }));
});

Deno.test("primary and activeLink go by the names in the container", () => {
  const links = [{ name: "net1", ifName: "left" }, "net2"];
  const made = plan([link("net1", 1), link("net2", 2)], {
    links,
    primary: "net1",
    activeLink: "left",
  });
  assert.deepEqual([made.bond.options.primary, made.bond.options.activeLink], ["left", "left"]);
});

Deno.test("priorities and queues are set when the links are in the bond, and before it is raised", () => {
  const links = [{ name: "net1", prio: 5, queueId: 1 }, "net2"];
  const order = steps(plan([link("net1", 1), link("net2", 2)], { links })).map((step) => step.do);
  assert.deepEqual(order.slice(-4), ["enslave", "enslave", "setPort", "raise"]);
});
