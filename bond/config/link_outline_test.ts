import assert from "node:assert/strict";
import type { JsonObject } from "../../cni/mod.ts";
import { linksIn, outlineLinks } from "./link_outline.ts";
import { outlineBond } from "./outline.ts";

const CONFIGS: readonly JsonObject[] = [
  {},
  { linksInContainer: true, links: ["net1", { name: "net2", ifName: "leg2" }] },
  { LinksInContainer: "on", Links: [{ name: "net1", prio: "high" }, 7, null, { mac: "x" }] },
  { linksInContainer: "perhaps", links: { name: "net1" } },
  { linksInContainer: null, links: null },
  { linksInContainer: 0, links: [{ name: 5 }, { name: "net1", ifName: 5 }] },
];

for (const config of CONFIGS) {
  Deno.test(`${JSON.stringify(config)} names the same links to DEL as to everybody else`, () => {
    const { settings, links } = outlineBond(config);
    const outline = outlineLinks(config);
    assert.equal(outline.linksInContainer, settings.linksInContainer);
    assert.deepEqual(outline.links.map(({ name }) => name), links.map(({ name }) => name));
  });
}

Deno.test("a link is found by its entry, and by the key of its name where it has one", () => {
  assert.deepEqual(linksIn(["net1", { name: "net2", ifName: "leg2" }]), [
    { name: "net1", path: [0] },
    { name: "net2", ifName: "leg2", path: [1, "name"] },
  ]);
});
