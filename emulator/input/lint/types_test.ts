import assert from "node:assert/strict";
import { resolveChains } from "../chain/mod.ts";
import { network, pod } from "../findings/testing.ts";
import { readManifests } from "../manifests/mod.ts";
import { NO_FACTS } from "./facts.ts";
import { lintInput } from "./plugin_use.ts";
import { absentTypes } from "./types.ts";

/** What is absent for a pod on a network with this plugin, where there is a program for no type but `served`. */
function absent(config: Record<string, unknown>, served: readonly string[] = ["bridge"]) {
  const items = [network("x", { cniVersion: "1.0.0", name: "x", ...config }), pod("x")];
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  const manifests = readManifests([{ file: "all.json", text: list }]);
  const facts = { ...NO_FACTS, has: (type: string) => served.includes(type) };
  const { pods } = lintInput(manifests, resolveChains(manifests), facts);
  return pods.flatMap(absentTypes)
    .filter(({ use }) => use.delegate.ifname === "net1")
    .map(({ type, near, path }) => ({ type, near, path: path.join(".") }));
}

Deno.test("a type without a program is told, the one of IPAM at its own place", () => {
  assert.deepEqual(absent({ type: "strange", ipam: { type: "unheard-of-too" } }), [
    { type: "strange", near: undefined, path: "type" },
    { type: "unheard-of-too", near: undefined, path: "ipam.type" },
  ]);
  assert.deepEqual(absent({ type: "bridge", ipam: {} }), []);
});

Deno.test("a slip of the pen is one in hyphens, case, an ending or two letters", () => {
  const near = (type: string) => absent({ type })[0]?.near;
  for (
    const [slip, meant] of [
      ["hostdevice", "host-device"],
      ["MacVLAN", "macvlan"],
      ["bonding", "bond"],
      ["sriov-cni", "sriov"],
      ["macvaln", "macvlan"],
      ["brige", "bridge"],
    ] as const
  ) assert.equal(near(slip), meant, slip);
  for (const other of ["xyz", "frobnicator", "bondinterfaces"]) {
    assert.equal(near(other), undefined, other);
  }
});

Deno.test("a type in general use is no slip of the pen, however like another it is", () => {
  for (const type of ["ipvlan", "ipoib", "ovs", "vlan", "tap", "static"]) {
    assert.deepEqual(absent({ type }), [{ type, near: undefined, path: "type" }]);
  }
});

Deno.test("what flannel delegates to must be served, too", () => {
  const config = { type: "flannel", delegate: { type: "bond" } };
  assert.deepEqual(absent(config, ["flannel"]), [{
    type: "bond",
    near: undefined,
    path: "type",
  }]);
  assert.deepEqual(absent(config, ["flannel", "bond"]), []);
});
