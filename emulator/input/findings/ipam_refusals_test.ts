/** What IPAM plugins and the kernel were seen to refuse of addresses and routes, and what they take. */

import assert from "node:assert/strict";
import { bond, errors, type Manifest, network } from "./testing.ts";

const host = (more: Manifest) => ({ type: "host-local", subnet: "10.77.0.0/24", ...more });
const fixed = (address: string, gateway: string) => ({
  type: "static",
  addresses: [{ address, gateway }],
});
const ON_LINK = { dst: "10.88.0.0/24", scope: 253 };
const BY_IT = { dst: "10.9.0.0/16", gw: "10.88.0.1" };
const OF_IPAM: readonly [what: string, ipam: Manifest, due: string[]][] = [
  [
    "a route by the address of all hosts",
    host({ routes: [{ dst: "10.9.0.0/16", gw: "10.77.0.255" }] }),
    ["route-unreachable"],
  ],
  ["a route by 0.0.0.0", host({ routes: [{ dst: "10.9.0.0/16", gw: "0.0.0.0" }] }), []],
  [
    "a route by the gateway of the other family",
    { ...fixed("10.77.0.9/24", "fd00::1"), routes: [{ dst: "10.9.0.0/16" }] },
    [],
  ],
  [
    "a route by what an earlier one leads to on the link",
    { ...fixed("10.77.0.9/24", ""), routes: [ON_LINK, BY_IT] },
    [],
  ],
  [
    "a route by what an earlier one leads to, but not as on the link",
    { ...fixed("10.77.0.9/24", ""), routes: [{ dst: "10.88.0.0/24" }, BY_IT] },
    ["route-unreachable"],
  ],
  [
    "a route by what a later one leads to",
    { ...fixed("10.77.0.9/24", ""), routes: [BY_IT, ON_LINK] },
    ["route-unreachable"],
  ],
  [
    "a route by what one of another table leads to",
    { ...fixed("10.77.0.9/24", ""), routes: [{ ...ON_LINK, table: 100 }, BY_IT] },
    ["route-unreachable"],
  ],
  ["a route on the link, beside a gateway", host({ routes: [ON_LINK] }), []],
  [
    "a route on the link by a gateway",
    host({ routes: [{ dst: "10.9.0.0/16", gw: "10.77.0.1", scope: 253 }] }),
    ["route-unreachable"],
  ],
  ["a route of scope 255", host({ routes: [{ dst: "10.9.0.0/16", scope: 255 }] }), [
    "route-unreachable",
  ]],
  ["a route of a negative MTU", host({ routes: [{ dst: "10.9.0.0/16", mtu: -1 }] }), [
    "route-unreachable",
  ]],
  ["a route of a text for table", host({ routes: [{ dst: "10.9.0.0/16", table: "100" }] }), [
    "ipam-config",
  ]],
  [
    "a route that is there twice",
    host({ routes: [{ dst: "10.9.0.0/16" }, { dst: "10.9.0.0/16" }] }),
    [
      "ipam-repeats",
    ],
  ],
  [
    "routes to one network with priorities",
    host({ routes: [{ dst: "10.9.0.0/16", priority: 5 }, { dst: "10.9.0.0/16", priority: 6 }] }),
    [],
  ],
  [
    "what dhcp is to ask for",
    { type: "dhcp", request: [{ option: "routers" }, { option: "121" }] },
    [],
  ],
  ["an option that DHCP has not", { type: "dhcp", request: [{ option: "router" }] }, [
    "ipam-config",
  ]],
  ["what dhcp is to tell, as a text", { type: "dhcp", provide: "host-name" }, ["ipam-config"]],
  ["notes in a folder of the kernel", host({ dataDir: "/proc/notes" }), ["ipam-path"]],
  ["name servers of no folder", host({ resolvConf: "resolv.conf" }), ["ipam-path"]],
  ["name servers that a node may have", host({ resolvConf: "/etc/kubernetes/resolv.conf" }), []],
  ["an IPv6 multicast subnet", host({ subnet: "ff05::/64" }), ["address-refused"]],
  ["the address ::1", fixed("::1/128", ""), ["address-refused"]],
  ["an IPv4 network in the form of IPv6", host({ subnet: "::ffff:10.77.0.0/120" }), [
    "ipam-config",
  ]],
  ["a name server that is no list", {
    ...fixed("10.77.0.9/24", ""),
    dns: { nameservers: "10.0.0.1" },
  }, ["ipam-config"]],
];

for (const [what, ipam, due] of OF_IPAM) {
  Deno.test(`${what}: ${due.join() || "no errors"}`, () => {
    assert.deepEqual(errors([bond({ ipam })]), due);
  });
}

Deno.test("a reference plugin cuts a route's numbers, and gives its gateway to one on the link", () => {
  const routed = (route: Manifest) => {
    const ipam = host({ routes: [{ dst: "10.9.0.0/16", ...route }] });
    return errors([network("m", { cniVersion: "1.0.0", type: "macvlan", ipam })], "m");
  };
  for (const taken of [{ mtu: -1 }, { priority: 2 ** 32 }, { scope: 256 }, { scope: 200 }]) {
    assert.deepEqual(routed(taken), []);
  }
  for (const refused of [{ scope: 253 }, { scope: 255 }, { scope: -1 }]) {
    assert.deepEqual(routed(refused), ["route-unreachable"]);
  }
});

Deno.test("host-local reads args, which must be objects", () => {
  for (const args of ["x", { cni: [] }]) {
    assert.deepEqual(errors([bond({ ipam: host({}), args })]), ["ipam-config"]);
    assert.deepEqual(errors([bond({ args })]), []);
  }
});
