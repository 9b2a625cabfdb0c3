/** What the plugin tuning was seen to refuse, and what it takes. */

import assert from "node:assert/strict";
import { NO_FACTS } from "../lint/mod.ts";
import { errors, findings, type Manifest, network, pod } from "./testing.ts";

/** A bond's list with a tuning behind it. */
function tuned(tuning: Manifest, config: Manifest = {}): string[] {
  const own = {
    type: "bond",
    mode: "active-backup",
    failOverMac: 1,
    linksInContainer: true,
    miimon: 100,
    links: ["net1", "net2"],
    ...config,
  };
  const plugins = [own, { type: "tuning", ...tuning }];
  const list = network("bond-net", { cniVersion: "1.0.0", name: "bond-net", plugins });
  return errors([list]);
}

const SYSCTLS: readonly [key: string, value: string, isTaken: boolean][] = [
  ["net.ipv4.conf.bond0.arp_filter", "1", true],
  ["net/ipv6/conf/net1/accept_ra", "0", true],
  ["net.ipv4.conf.all.arp_filter", "1", true],
  ["net.ipv4.conf.IFNAME.arp_filter", "1", true],
  ["net.ipv4.conf.bond1.arp_filter", "1", false],
  ["net/ipv4/neigh/bond1/base_reachable_time_ms", "1000", false],
  ["net.ipv4.conf.bond0.arp_filter", "yes", false],
  ["net.ipv6.conf.bond0.stable_secret", "fd00::1", true],
  ["net.core.somaxconn", "many", false],
  ["net.core.somaxconn", "128", true],
  [".net.core.somaxconn", "128", true],
  ["net.core.somaxcon", "128", false],
  ["net.core.rmem_max", "128000", false],
  ["net.core../kernel/shmmax", "1", false],
  ["net.ipv44.ip_forward", "1", false],
  ["net.netfilter.nf_conntrack_max", "1", true],
  ["net.ipv4.ip_local_port_range", "1024 65000", true],
  ["net.ipv4.tcp_congestion_control", "cubic", true],
  ["net.ipv4.conf.bond0", "1", false],
  ["net.ipv4.conf.bond0.arp_fliter", "1", false],
  ["net.ipv4.conf.bond0.arp_filter", "", true],
  ["net.ipv4.conf.bond0.arp_filter", "99999999999", false],
  ["net.ipv4.conf.bond0.mc_forwarding", "1", false],
  ["net.ipv6.conf.bond0.arp_filter", "1", false],
  ["net.ipv4.neigh.bond0.gc_stale_time", "60", true],
  ["net.ipv4.neigh.all.gc_stale_time", "60", false],
  ["net.ipv4.neigh.default.gc_stale_time", "60", false],
  ["net.ipv4.conf.bond0.arp_filter", "010", true],
  ["net.ipv4.conf.bond0.arp_filter", "08", false],
  ["net.ipv6.conf.bond0.hop_limit", "0", false],
  ["net.ipv4.ip_default_ttl", "64", true],
];

for (const [key, value, isTaken] of SYSCTLS) {
  Deno.test(`the sysctl ${key} ${value} is ${isTaken ? "taken" : "refused"}`, () => {
    assert.deepEqual(tuned({ sysctl: { [key]: value } }), isTaken ? [] : ["sysctl-absent"]);
  });
}

Deno.test("IFNAME is the interface, dots and all, which a name in the key is not", () => {
  const set = (key: string) => {
    const plugins = [{ type: "bridge" }, { type: "tuning", sysctl: { [key]: "1" } }];
    const list = network("list", { cniVersion: "1.0.0", name: "list", plugins });
    return errors([list], "list@br0.5");
  };
  assert.deepEqual(set("net.ipv4.conf.IFNAME.arp_filter"), []);
  assert.deepEqual(set("net/ipv4/conf/br0.5/arp_filter"), ["sysctl-absent"]);
});

Deno.test("tuning sets what the node's list allows, where there is one", () => {
  const plugins = [{ type: "bridge" }, { type: "tuning", sysctl: { "net.core.somaxconn": "9" } }];
  const list = network("list", { cniVersion: "1.0.0", name: "list", plugins });
  const on = (allowed: string | undefined) => {
    const textOf = (path: string) => path.endsWith("/allowlist.conf") ? allowed : undefined;
    return findings([list, pod("list")], undefined, { ...NO_FACTS, textOf }).map(({ code }) =>
      code
    );
  };
  for (const allowed of [undefined, "^net.core.", "x\n\n net.*\n", "(?i:net)"]) {
    assert.deepEqual(on(allowed), []);
  }
  assert.deepEqual(on("^net.ipv4.\n"), ["sysctl-absent"]);
  assert.deepEqual(on(""), ["sysctl-absent"]);
});

Deno.test("a bond whose links keep their addresses ignores one that tuning gives it", () => {
  const mac = "03:00:00:00:00:01";
  assert.deepEqual(tuned({ mac }), []);
  assert.deepEqual(tuned({ mac }, { mode: "balance-alb", failOverMac: 0 }), ["mac-multicast"]);
});
