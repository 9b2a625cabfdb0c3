import assert from "node:assert/strict";
import { TestNetns } from "./kernel_testing.ts";
import {
  addAltName,
  createLink,
  deleteAltName,
  deleteLink,
  findLink,
  getLink,
  listLinks,
  setLink,
} from "./link.ts";
import type { LinkSpec } from "./link_types.ts";

Deno.test("createLink makes each kind as iproute2 sees it", () => {
  using test = new TestNetns();
  const { rt } = test;
  createLink(rt, { name: "low", kind: "dummy", mtu: 1600, address: "02:00:00:00:00:01" });
  const parent = getLink(rt, "low").index;
  const specs: (LinkSpec & { witness: Record<string, unknown> })[] = [
    { name: "b0", kind: "bond", bond: { mode: 6 }, witness: { mode: "balance-alb" } },
    {
      name: "br0",
      kind: "bridge",
      bridge: { vlanFiltering: true },
      witness: { vlan_filtering: 1 },
    },
    {
      name: "mv0",
      kind: "macvlan",
      parent,
      macvlan: { mode: "bridge" },
      witness: { mode: "bridge" },
    },
    { name: "vl0", kind: "vlan", parent, vlan: { id: 7 }, witness: { id: 7, protocol: "802.1Q" } },
    { name: "d0", kind: "dummy", witness: {} },
    { name: "ve0", kind: "veth", veth: { peer: { name: "ve1" } }, witness: {} },
  ];
  for (const { witness, ...spec } of specs) {
    createLink(rt, spec);
    const [seen] = test.ip("link", "show", "dev", spec.name);
    const info = seen?.linkinfo as { info_kind: string; info_data?: Record<string, unknown> };
    assert.equal(info.info_kind, spec.kind);
    for (const [key, value] of Object.entries(witness)) {
      assert.equal(info.info_data?.[key], value, `${spec.kind} ${key}`);
    }
    assert.equal(getLink(rt, spec.name).kind, spec.kind);
  }
  assert.equal(getLink(rt, "vl0").vlan?.id, 7);
});

Deno.test("createLink makes ipvlan and VRF links", () => {
  using test = new TestNetns();
  createLink(test.rt, { name: "low", kind: "dummy" });
  const parent = getLink(test.rt, "low").index;
  createLink(test.rt, { name: "iv0", kind: "ipvlan", parent, ipvlan: { mode: "l3" } });
  createLink(test.rt, { name: "vrf0", kind: "vrf", vrf: { table: 1000 } });
  const data = (name: string) =>
    (test.ip("link", "show", "dev", name)[0]?.linkinfo as { info_data: Record<string, unknown> })
      .info_data;
  assert.equal(data("iv0").mode, "l3");
  assert.equal(data("vrf0").table, 1000);
  assert.deepEqual(getLink(test.rt, "iv0").ipvlan, { mode: 1 });
  assert.deepEqual(getLink(test.rt, "vrf0").vrf, { table: 1000 });
});

Deno.test("setLink changes what it is asked to, in one message", () => {
  using test = new TestNetns();
  const { rt } = test;
  createLink(rt, { name: "d0", kind: "dummy" });
  const { index } = getLink(rt, "d0");
  setLink(rt, index, {
    name: "net1",
    address: "02:00:00:00:00:07",
    mtu: 1400,
    txQueueLen: 77,
    up: true,
    alias: "ü".repeat(127),
  });
  const [seen] = test.ip("link", "show", "dev", "net1");
  assert.deepEqual(
    [seen?.ifindex, seen?.address, seen?.mtu, seen?.txqlen, seen?.ifalias],
    [index, "02:00:00:00:00:07", 1400, 77, "ü".repeat(127)],
  );
  assert.ok((seen?.flags as string[]).includes("UP"));
  setLink(rt, index, { alias: "", up: false });
  assert.equal(test.ip("link", "show", "dev", "net1")[0]?.ifalias, undefined);
  assert.deepEqual([getLink(rt, "net1").alias, getLink(rt, "net1").up], ["", false]);
});

Deno.test("a veth pair spans two namespaces, and a link moves with a new name", () => {
  using here = new TestNetns();
  using there = new TestNetns();
  createLink(here.rt, {
    name: "a",
    kind: "veth",
    veth: { peer: { name: "b", netns: there.netns, address: "02:00:00:00:00:0b" } },
  });
  assert.equal(there.ip("link", "show", "dev", "b")[0]?.address, "02:00:00:00:00:0b");
  setLink(here.rt, getLink(here.rt, "a").index, { netns: there.netns, name: "c" });
  assert.equal(findLink(here.rt, "a"), undefined);
  assert.deepEqual(there.ip("link").map(({ ifname }) => ifname).sort(), ["b", "c", "lo"]);
});

Deno.test("a name that is taken in the other namespace keeps the link where it was", () => {
  using here = new TestNetns();
  using there = new TestNetns();
  createLink(here.rt, { name: "d0", kind: "dummy" });
  createLink(there.rt, { name: "d0", kind: "dummy" });
  const { index } = getLink(here.rt, "d0");
  assert.throws(() => setLink(here.rt, index, { netns: there.netns }), { code: "EEXIST" });
  assert.equal(getLink(here.rt, "d0").index, index);
});

Deno.test("alternative names come and go", () => {
  using test = new TestNetns();
  createLink(test.rt, { name: "d0", kind: "dummy" });
  const { index } = getLink(test.rt, "d0");
  addAltName(test.rt, index, "a-name-longer-than-fifteen-octets");
  assert.deepEqual(test.ip("link", "show", "dev", "d0")[0]?.altnames, [
    "a-name-longer-than-fifteen-octets",
  ]);
  assert.deepEqual(getLink(test.rt, index).altNames, ["a-name-longer-than-fifteen-octets"]);
  assert.equal(getLink(test.rt, "a-name-longer-than-fifteen-octets").index, index);
  assert.equal(findLink(test.rt, "another-name-longer-than-fifteen-octets"), undefined);
  deleteAltName(test.rt, index, "a-name-longer-than-fifteen-octets");
  assert.deepEqual(getLink(test.rt, index).altNames, []);
});

Deno.test("refusals carry the errno and the kernel's words", () => {
  using test = new TestNetns();
  const { rt } = test;
  createLink(rt, { name: "d0", kind: "dummy" });
  createLink(rt, { name: "b0", kind: "bond" });
  const { index } = getLink(rt, "b0");
  const refusals: [() => void, string, string][] = [
    [() => createLink(rt, { name: "d0", kind: "dummy" }), "EEXIST", ""],
    [() => createLink(rt, { name: "x", kind: "nonsense" }), "EOPNOTSUPP", "Unknown device type"],
    [() => setLink(rt, index, { mtu: 67 }), "EINVAL", "mtu less than device minimum"],
    [() => setLink(rt, index, { mtu: 65536 }), "EINVAL", "mtu greater than device maximum"],
    [() => setLink(rt, index, { master: index }), "EPERM", "Cannot enslave bond to itself."],
    [() => setLink(rt, getLink(rt, "d0").index, { name: "a".repeat(16) }), "ERANGE", ""],
    [() => deleteLink(rt, 4711), "ENODEV", ""],
    [() => getLink(rt, "absent"), "ENODEV", ""],
    [() => deleteLink(rt, 1), "EOPNOTSUPP", ""],
  ];
  for (const [act, code, kernelMessage] of refusals) {
    assert.throws(act, (error: Error & { code: string; kernelMessage: string }) => {
      assert.equal(error.code, code, error.message);
      if (kernelMessage !== "") assert.equal(error.kernelMessage, kernelMessage);
      return true;
    });
  }
});

Deno.test("listLinks reads a list longer than any buffer", () => {
  using test = new TestNetns();
  const names = Array.from({ length: 200 }, (_, number) => `d${number}`);
  for (const name of names) createLink(test.rt, { name, kind: "dummy" });
  assert.deepEqual(listLinks(test.rt).map(({ name }) => name), ["lo", ...names]);
});
