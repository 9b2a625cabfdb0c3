import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { BOND_OPTIONS, type OptionKey } from "./options.ts";
import { World } from "../testing.ts";

/** What to ask for, in which mode, and what iproute2 then says under which name. */
interface Sample {
  mode: string;
  ask: JsonObject;
  name: string;
  see: unknown;
}

/** Options that this iproute2 does not know: that ADD reads them back is all the proof there is. */
const UNSEEN = ["coupledControl"];

const ARP = { miimon: null, arpInterval: 100, arpIpTargets: ["10.0.0.1"] };
const LACP = "802.3ad";

const SAMPLES: Record<Exclude<OptionKey, typeof NEWER[number]>, Sample[]> = {
  mode: [
    "balance-rr",
    "active-backup",
    "balance-xor",
    "broadcast",
    LACP,
    "balance-tlb",
    "balance-alb",
  ]
    .map((mode) => ({ mode, ask: {}, name: "mode", see: mode })),
  miimon: [100, "100", 0].map((miimon) => ({
    mode: LACP,
    ask: { miimon },
    name: "miimon",
    see: Number(miimon),
  })),
  updelay: [sample("balance-rr", { updelay: 300 }, "updelay", 300)],
  downdelay: [sample("balance-rr", { downdelay: "200" }, "downdelay", 200)],
  peerNotifyDelay: [sample("active-backup", { peerNotifyDelay: 500 }, "peer_notify_delay", 500)],
  useCarrier: [
    sample("balance-rr", { useCarrier: false }, "use_carrier", 0),
    sample("balance-rr", { useCarrier: 1 }, "use_carrier", 1),
  ],
  arpInterval: [sample("balance-xor", ARP, "arp_interval", 100)],
  arpIpTargets: [
    sample("active-backup", { ...ARP, arpIpTargets: "10.0.0.9,10.0.0.1" }, "arp_ip_target", [
      "10.0.0.9",
      "10.0.0.1",
    ]),
  ],
  nsIp6Targets: [
    sample(
      "active-backup",
      { miimon: null, arpInterval: 100, nsIp6Targets: ["2001:DB8::0:1"] },
      "ns_ip6_target",
      ["2001:db8::1"],
    ),
  ],
  arpValidate: [
    "none",
    "active",
    "backup",
    "all",
    "filter",
    "filter_active",
    "filter_backup",
  ].map((arpValidate) =>
    sample(
      "active-backup",
      { ...ARP, arpValidate },
      "arp_validate",
      arpValidate === "none" ? null : arpValidate,
    )
  ),
  arpAllTargets: [
    sample("active-backup", { ...ARP, arpAllTargets: "all" }, "arp_all_targets", "all"),
  ],
  arpMissedMax: [sample("active-backup", { ...ARP, arpMissedMax: 7 }, "arp_missed_max", 7)],
  primary: ["active-backup", "balance-tlb", "balance-alb"].map((mode) =>
    sample(mode, { primary: "net2" }, "primary", "net2")
  ),
  primaryReselect: ["always", "better", "failure"].map((primaryReselect) =>
    sample(
      "active-backup",
      { primary: "net1", primaryReselect },
      "primary_reselect",
      primaryReselect,
    )
  ),
  activeLink: ["active-backup", "balance-tlb", "balance-alb"].map((mode) =>
    sample(mode, { activeLink: "net2" }, "active_slave", "net2")
  ),
  failOverMac: ["none", "active", "follow", 2].map((failOverMac) =>
    sample(
      "active-backup",
      { failOverMac },
      "fail_over_mac",
      failOverMac === 2 ? "follow" : failOverMac,
    )
  ),
  xmitHashPolicy: ["layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"].map(
    (xmitHashPolicy) =>
      sample("balance-xor", { xmitHashPolicy }, "xmit_hash_policy", xmitHashPolicy),
  ),
  lacpRate: ["slow", "fast"].map((lacpRate) =>
    sample(LACP, { lacpRate }, "ad_lacp_rate", lacpRate)
  ),
  lacpActive: [sample(LACP, { lacpActive: "off" }, "ad_lacp_active", "off")],
  adSelect: ["stable", "bandwidth", "count"].map((adSelect) =>
    sample(LACP, { adSelect }, "ad_select", adSelect)
  ),
  adActorSysPrio: [sample(LACP, { adActorSysPrio: 7 }, "ad_actor_sys_prio", 7)],
  adUserPortKey: [sample(LACP, { adUserPortKey: 1023 }, "ad_user_port_key", 1023)],
  adActorSystem: [
    sample(LACP, { adActorSystem: "02-00-00-00-00-AA" }, "ad_actor_system", "02:00:00:00:00:aa"),
  ],
  minLinks: [sample(LACP, { minLinks: 2 }, "min_links", 2)],
  coupledControl: [0, 1].map((coupledControl) =>
    sample(LACP, { coupledControl }, "coupled_control", coupledControl)
  ),
  allSlavesActive: [0, 1].map((allSlavesActive) =>
    sample("active-backup", { allSlavesActive }, "all_slaves_active", allSlavesActive)
  ),
  tlbDynamicLb: ["balance-tlb", "balance-alb"].flatMap((mode) =>
    [0, 1].map((tlbDynamicLb) => sample(mode, { tlbDynamicLb }, "tlb_dynamic_lb", tlbDynamicLb))
  ),
  packetsPerSlave: [0, 1, 65535].map((packetsPerSlave) =>
    sample("balance-rr", { packetsPerSlave }, "packets_per_slave", packetsPerSlave)
  ),
  lpInterval: [sample("balance-alb", { lpInterval: 5 }, "lp_interval", 5)],
  resendIgmp: [sample("active-backup", { resendIgmp: 255 }, "resend_igmp", 255)],
  numGratArp: [
    sample("active-backup", { numGratArp: 9 }, "num_peer_notif", 9),
    sample("active-backup", { numUnsolNa: 4 }, "num_peer_notif", 4),
  ],
};

/** Options that Linux 6.1 does not have. Its stable releases have coupledControl, from 6.9. */
const NEWER = ["broadcastNeighbor", "lacpStrict"] as const;

function sample(mode: string, ask: JsonObject, name: string, see: unknown): Sample {
  return { mode, ask, name, see };
}

for (const [key, samples] of Object.entries(SAMPLES) as [OptionKey, Sample[]][]) {
  Deno.test(`${key} is in the kernel as it was asked for`, async () => {
    using world = new World();
    world.dummy("net1");
    world.dummy("net2", { up: true });
    for (const { mode, ask, name, see } of samples) {
      const config = world.config(["net1", "net2"], { mode, ...ask });
      await world.succeed("ADD", config);
      const { links } = await world.see();
      const bond = links.find(({ ifname }) => ifname === "bond0");
      if (!UNSEEN.includes(key)) {
        assert.deepEqual(bond?.linkinfo?.info_data?.[name], see, JSON.stringify(ask));
      }
      await world.succeed("DEL", config);
    }
  });
}

Deno.test("every option of the table has a sample, or is newer than this kernel", () => {
  const covered = [...Object.keys(SAMPLES), ...NEWER].sort();
  assert.deepEqual(covered, BOND_OPTIONS.map(({ key }) => key).toSorted());
});

Deno.test("an option that this kernel ignores is an error that names it and the kernel", async () => {
  using world = new World();
  world.dummy("net1", { up: true });
  world.dummy("net2");
  const ask = { coupledControl: false, broadcastNeighbor: false, lacpStrict: 1 };
  const config = world.config(["net1", "net2"], { mode: LACP, ...ask });
  const { code, msg, details } = await world.fail("ADD", config);
  assert.equal(code, 105);
  for (const key of NEWER) assert.match(msg, new RegExp(`${key} \\w+ is unknown to this kernel`));
  assert.match(details, /this is Linux 6\.1/);
  const { links } = await world.see();
  assert.deepEqual(links.map(({ ifname }) => ifname), ["lo", "net1", "net2"]);
  assert.deepEqual(world.records(), []);
});

Deno.test("a value that this kernel does not know is refused with the kernel's words", async () => {
  using world = new World();
  world.dummy("net1");
  world.dummy("net2");
  const config = world.config(["net1", "net2"], { mode: LACP, adSelect: "prio" });
  const { code, details } = await world.fail("ADD", config);
  assert.equal(code, 104);
  assert.match(details, /invalid option value/);
});
