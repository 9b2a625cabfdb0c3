import assert from "node:assert/strict";
import type { BondData } from "./bond.ts";
import { TestNetns } from "./kernel_testing.ts";
import { changeBond, createLink, deleteLink, getLink, setBondPort, setLink } from "./link.ts";
import { GROUPS, receiveEvents } from "./monitor.ts";
import { Rtnetlink } from "./socket.ts";

/** Options that may stand together, with what iproute2 calls them and shows for them. */
const CASES: readonly (readonly [BondData, Record<string, unknown>])[] = [
  [
    {
      mode: 1,
      miimon: 100,
      updelay: 200,
      downdelay: 300,
      peerNotifDelay: 400,
      useCarrier: 1,
      primaryReselect: 2,
      failOverMac: 2,
      resendIgmp: 7,
      numPeerNotif: 3,
      allSlavesActive: 1,
      minLinks: 2,
    },
    {
      mode: "active-backup",
      miimon: 100,
      updelay: 200,
      downdelay: 300,
      peer_notify_delay: 400,
      use_carrier: 1,
      primary_reselect: "failure",
      fail_over_mac: "follow",
      resend_igmp: 7,
      num_peer_notif: 3,
      all_slaves_active: 1,
      min_links: 2,
    },
  ],
  [
    {
      mode: 1,
      arpInterval: 250,
      arpIpTarget: ["10.0.0.1", "10.0.0.2"],
      arpValidate: 3,
      arpAllTargets: 1,
      missedMax: 5,
      nsIp6Target: ["fd00::1"],
    },
    {
      arp_interval: 250,
      arp_ip_target: ["10.0.0.1", "10.0.0.2"],
      arp_validate: "all",
      arp_all_targets: "all",
      arp_missed_max: 5,
      ns_ip6_target: ["fd00::1"],
    },
  ],
  [
    {
      mode: 4,
      adLacpRate: 1,
      adSelect: 2,
      adActorSysPrio: 100,
      adUserPortKey: 7,
      adActorSystem: "02:00:00:00:00:aa",
      adLacpActive: 0,
      xmitHashPolicy: 5,
    },
    {
      mode: "802.3ad",
      ad_lacp_rate: "fast",
      ad_select: "count",
      ad_actor_sys_prio: 100,
      ad_user_port_key: 7,
      ad_actor_system: "02:00:00:00:00:aa",
      ad_lacp_active: "off",
      xmit_hash_policy: "vlan+srcmac",
    },
  ],
  [{ mode: 0, packetsPerSlave: 9 }, { mode: "balance-rr", packets_per_slave: 9 }],
  [{ mode: 5, tlbDynamicLb: 0, lpInterval: 4 }, {
    mode: "balance-tlb",
    tlb_dynamic_lb: 0,
    lp_interval: 4,
  }],
];

for (const [bond, witness] of CASES) {
  Deno.test(`createLink sets ${Object.keys(bond).join(", ")} of a bond`, () => {
    using test = new TestNetns();
    createLink(test.rt, { name: "b0", kind: "bond", bond });
    const info = test.ip("link", "show", "dev", "b0")[0]?.linkinfo as {
      info_data: Record<string, unknown>;
    };
    for (const [key, value] of Object.entries(witness)) {
      assert.deepEqual(info.info_data[key], value, key);
    }
    const read: Record<string, unknown> = { ...getLink(test.rt, "b0").bond };
    for (const [key, value] of Object.entries(bond)) assert.deepEqual(read[key], value, key);
  });
}

/** A bond over two veth links whose far ends are at hand. */
function bondOverVeth(test: TestNetns, bond: BondData) {
  const { rt } = test;
  createLink(rt, { name: "b0", kind: "bond", bond });
  const b0 = getLink(rt, "b0").index;
  const ports = ["v1", "v2"].map((name) => {
    createLink(rt, { name, kind: "veth", veth: { peer: { name: `${name}far` } } });
    setLink(rt, getLink(rt, `${name}far`).index, { up: true });
    const { index } = getLink(rt, name);
    setLink(rt, index, { master: b0 });
    return index;
  });
  setLink(rt, b0, { up: true });
  const [v1 = 0, v2 = 0] = ports;
  return { b0, v1, v2 };
}

Deno.test("ports are described from both sides, and leave with the bond", () => {
  using test = new TestNetns();
  const { b0, v1, v2 } = bondOverVeth(test, { mode: 1, miimon: 100 });
  const port = getLink(test.rt, v1);
  assert.deepEqual([port.master, port.portKind, port.bondPort?.state], [b0, "bond", "active"]);
  assert.equal(getLink(test.rt, v2).bondPort?.state, "backup");
  assert.equal(getLink(test.rt, b0).bond?.activeSlave, v1);
  const seen = test.ip("link", "show", "dev", "v1")[0]?.linkinfo as {
    info_slave_data: Record<string, unknown>;
  };
  assert.equal(seen.info_slave_data.state, "ACTIVE");
  assert.equal(seen.info_slave_data.perm_hwaddr, port.bondPort?.permanentAddress);
  deleteLink(test.rt, b0);
  assert.equal(getLink(test.rt, v1).master, undefined);
});

Deno.test("setBondPort: the higher priority gets the traffic", () => {
  using test = new TestNetns();
  const { b0, v2 } = bondOverVeth(test, { mode: 1, miimon: 50 });
  setBondPort(test.rt, v2, { prio: 10, queueId: 2 });
  assert.equal(getLink(test.rt, b0).bond?.activeSlave, v2);
  assert.deepEqual(
    [getLink(test.rt, v2).bondPort?.prio, getLink(test.rt, v2).bondPort?.queueId],
    [10, 2],
  );
});

Deno.test("changeBond says which option the kernel refused, and why", () => {
  using test = new TestNetns();
  const { b0 } = bondOverVeth(test, { mode: 1, miimon: 100 });
  changeBond(test.rt, b0, { numPeerNotif: 9 });
  assert.equal(getLink(test.rt, b0).bond?.numPeerNotif, 9);
  assert.throws(
    () => changeBond(test.rt, b0, { adLacpRate: 1 }),
    /set adLacpRate of bond \d+ \(RTM_NEWLINK\): EACCES: option not supported in mode/,
  );
});

Deno.test("receiveEvents tells of a failover", () => {
  using test = new TestNetns();
  const { b0, v2 } = bondOverVeth(test, { mode: 1, miimon: 20 });
  using events = Rtnetlink.open({ netns: test.netns, groups: [GROUPS.link] });
  setLink(test.rt, getLink(test.rt, "v1far").index, { up: false });
  const deadline = performance.now() + 5000;
  let active: number | undefined;
  while (active !== v2 && performance.now() < deadline) {
    for (const event of receiveEvents(events, 100)) {
      if (event.event === "link" && event.link.index === b0) active = event.link.bond?.activeSlave;
    }
  }
  assert.equal(active, v2);
});
