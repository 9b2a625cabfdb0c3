import assert from "node:assert/strict";
import { readManifests } from "../manifests/mod.ts";
import { namedNodeLinks } from "./node_links.ts";

function namedBy(...configs: unknown[]): string[] {
  const items = configs.map((config, i) => ({
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: { name: `n${i}` },
    spec: { config: typeof config === "string" ? config : JSON.stringify(config) },
  }));
  const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
  return namedNodeLinks(readManifests([{ file: "all.json", text }]).networks);
}

Deno.test("the links that stock plugins are made on must be on the node", () => {
  assert.deepEqual(
    namedBy(
      { type: "macvlan", master: "eth1" },
      { plugins: [{ type: "ipvlan", master: "eth2" }, { type: "tuning", master: "no" }] },
      { type: "vlan", master: "eth1" },
      { type: "host-device", device: "eth3" },
    ),
    ["eth1", "eth2", "eth3"],
  );
});

Deno.test("links of the container, placeholders and nonsense are not the node's", () => {
  assert.deepEqual(
    namedBy(
      { type: "vlan", master: "bond0", linkInContainer: true },
      { type: "macvlan", master: "<IFACE>" },
      { type: "macvlan", master: 5 },
      { type: "macvlan" },
      { type: "bond", links: [{ name: "eth9" }] },
      "{",
    ),
    [],
  );
});
