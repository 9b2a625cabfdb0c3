/** What the kernel and the documentation say of each key, written down a second time, and once only here. */

import assert from "node:assert/strict";
import { MAX_INT } from "./option.ts";
import { BOND_OPTIONS, modeName, renameLinks } from "./options.ts";
import { PORT_OPTIONS } from "./port_options.ts";
import { DEFAULT_TX_QUEUES, SETTINGS } from "./settings.ts";
import { fromKernel, readValue, toKernel, type Value, type ValueType } from "./values.ts";

/** Numbers of linux/if_bonding.h, linux/if_link.h and drivers/net/bonding/bond_options.c. */
const NUMBERS: Record<string, Record<string, number>> = {
  mode: {
    "balance-rr": 0,
    "active-backup": 1,
    "balance-xor": 2,
    "broadcast": 3,
    "802.3ad": 4,
    "balance-tlb": 5,
    "balance-alb": 6,
  },
  arpValidate: {
    none: 0,
    active: 1,
    backup: 2,
    all: 3,
    filter: 4,
    filter_active: 5,
    filter_backup: 6,
  },
  arpAllTargets: { any: 0, all: 1 },
  primaryReselect: { always: 0, better: 1, failure: 2 },
  failOverMac: { none: 0, active: 1, follow: 2 },
  xmitHashPolicy: {
    "layer2": 0,
    "layer3+4": 1,
    "layer2+3": 2,
    "encap2+3": 3,
    "encap3+4": 4,
    "vlan+srcmac": 5,
  },
  lacpRate: { slow: 0, fast: 1 },
  adSelect: { stable: 0, bandwidth: 1, count: 2, prio: 3 },
};

/** The least and the greatest, as bond_options.c, rtnetlink.c and dev.c take them. */
const RANGES: Record<string, readonly [number, number]> = {
  miimon: [0, MAX_INT],
  updelay: [0, MAX_INT],
  downdelay: [0, MAX_INT],
  peerNotifyDelay: [0, 300_000],
  arpInterval: [0, MAX_INT],
  arpMissedMax: [1, 255],
  packetsPerSlave: [0, 65535],
  lpInterval: [1, MAX_INT],
  resendIgmp: [0, 255],
  numGratArp: [0, 255],
  adActorSysPrio: [1, 65535],
  adUserPortKey: [0, 1023],
  minLinks: [0, MAX_INT],
  prio: [-(2 ** 31), MAX_INT],
  queueId: [0, 65535],
  actorPortPrio: [0, 65535],
  mtu: [68, 65535],
  txQueueLen: [0, MAX_INT],
  numTxQueues: [1, 4096],
  waitForCarrier: [0, 300_000],
  netlinkTimeout: [1, 300_000],
  ipamTimeout: [0, 300_000],
};

/** What a bond is without being told: bond_setup and bond_check_params of bond_main.c, and the README. */
const DEFAULTS: Record<string, Value> = {
  updelay: 0,
  downdelay: 0,
  peerNotifyDelay: 0,
  useCarrier: true,
  arpInterval: 0,
  arpValidate: "none",
  arpAllTargets: "any",
  arpMissedMax: 2,
  primaryReselect: "always",
  failOverMac: "none",
  xmitHashPolicy: "layer2",
  allSlavesActive: false,
  tlbDynamicLb: true,
  packetsPerSlave: 1,
  lpInterval: 1,
  resendIgmp: 1,
  numGratArp: 1,
  lacpRate: "slow",
  lacpActive: true,
  adSelect: "stable",
  adActorSysPrio: 65535,
  adUserPortKey: 0,
  adActorSystem: "00:00:00:00:00:00",
  minLinks: 0,
  coupledControl: true,
  broadcastNeighbor: false,
  lacpStrict: false,
  prio: 0,
  queueId: 0,
  actorPortPrio: 255,
  linksInContainer: false,
  mtu: 0,
  mtuPolicy: "check",
  duplicateMac: "auto",
  allowInUse: false,
  allowSingleLink: false,
  strict: false,
  waitForCarrier: 0,
  waitPolicy: "fail",
  netlinkTimeout: 10_000,
  ipamTimeout: 40_000,
  announce: true,
  includeLinks: false,
};

const ALL = [...BOND_OPTIONS, ...PORT_OPTIONS, ...SETTINGS];

Deno.test("names of an enumeration stand for the kernel's numbers", () => {
  const found = ALL.flatMap(({ key, value }) => value.type === "enum" ? [[key, value.names]] : []);
  assert.deepEqual(Object.fromEntries(found), NUMBERS);
});

Deno.test("numbers have the kernel's bounds, and one beyond them is refused", () => {
  const found = ALL.flatMap(({ key, value }) => "min" in value ? [{ key, value }] : []);
  assert.deepEqual(
    Object.fromEntries(found.map(({ key, value: { min, max } }) => [key, [min, max]])),
    RANGES,
  );
  for (const { key, value } of found) {
    assert.equal(readValue<ValueType>(value, value.min).value, value.min, key);
    assert.equal(readValue<ValueType>(value, value.max).value, value.max, key);
    assert.ok(readValue<ValueType>(value, value.min - 1).problem, key);
    assert.ok(readValue<ValueType>(value, value.max + 1).problem, key);
  }
});

Deno.test("lists of targets have at most as many as the kernel keeps", () => {
  const lists = ALL.flatMap(({ key, value }) => /List$/.test(value.type) ? [{ key, value }] : []);
  assert.deepEqual(lists.map(({ key, value }) => [key, "max" in value && value.max]), [
    ["arpIpTargets", 16],
    ["nsIp6Targets", 16],
  ]);
});

Deno.test("defaults are the kernel's, and where it has none the documented ones", () => {
  const found = ALL.flatMap((entry) =>
    "default" in entry ? [[entry.key, entry.default] as const] : []
  );
  assert.deepEqual(Object.fromEntries(found), DEFAULTS);
  assert.equal(DEFAULT_TX_QUEUES, 16);
});

Deno.test("what the kernel is told of a value, it tells again", () => {
  for (const { key, value: type } of ALL.filter(({ value }) => value.type === "enum")) {
    for (const [name, number] of Object.entries(NUMBERS[key] ?? {})) {
      assert.equal(toKernel(type, name), number);
      assert.equal(fromKernel(type, number), name);
    }
    assert.equal(fromKernel(type, 99), 99);
  }
  const flag = { type: "boolean" } as const;
  assert.deepEqual([toKernel(flag, true), toKernel(flag, false)], [1, 0]);
  assert.deepEqual([fromKernel(flag, 1), fromKernel(flag, 0)], [true, false]);
  const text = { type: "link" } as const;
  assert.equal(toKernel(text, "net1"), "net1");
  assert.equal(fromKernel(text, "net1"), "net1");
  assert.equal(modeName(4), "802.3ad");
  assert.throws(() => modeName(7), /Cannot name the bonding mode 7/);
});

Deno.test("a flag is read in every spelling that means it, and in no other", () => {
  const read = (input: unknown) => readValue({ type: "boolean" }, input).value;
  for (const yes of [true, 1, "1", "on", "true"]) assert.equal(read(yes), true, String(yes));
  for (const no of [false, 0, "0", "off", "false"]) assert.equal(read(no), false, String(no));
  for (const other of [2, -1, "2", "yes", "", null, [], {}]) assert.equal(read(other), undefined);
});

Deno.test("a multicast address and the zero address are no addresses of a link", () => {
  const read = (input: string) => readValue({ type: "mac" }, input).problem;
  assert.equal(read("02:00:00:00:00:01"), undefined);
  assert.match(read("03:00:00:00:00:01") ?? "", /multicast/);
  assert.match(read("00:00:00:00:00:00") ?? "", /zero/);
  assert.equal(
    readValue({ type: "mac", zero: true }, "00:00:00:00:00:00").value,
    "00:00:00:00:00:00",
  );
});

Deno.test("options name links as they are called in the container, by their new names or the old ones", () => {
  const links = [{ name: "net1", containerName: "left" }, {
    name: undefined,
    containerName: "right",
  }];
  assert.deepEqual(renameLinks({ primary: "net1", activeLink: "right" }, links), {
    renamed: { primary: "left", activeLink: "right" },
    unknown: [],
  });
  assert.deepEqual(renameLinks({ primary: "net9" }, links).unknown, ["primary"]);
  // A link may be given the name that another one had.
  const swapped = [{ name: "a", containerName: "b" }, { name: "b", containerName: "a" }];
  assert.equal(renameLinks({ primary: "b" }, swapped).renamed.primary, "b");
});
