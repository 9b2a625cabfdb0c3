import assert from "node:assert/strict";
import { outlineBond } from "./outline.ts";

Deno.test("a configuration that ADD refuses is read as far as it is right", () => {
  const { options, settings, links } = outlineBond({
    mode: "active-backup",
    miimon: "soon",
    LinksInContainer: "on",
    failOverMAC: 1,
    mtu: 5,
    links: [
      "net1",
      { name: "net2", ifName: "leg2", prio: "high" },
      { mac: "02:00:00:00:00:01" },
      7,
    ],
  });
  assert.equal(options.mode, "active-backup");
  assert.equal(options.failOverMac, "active");
  assert.equal(options.miimon, undefined);
  assert.equal(settings.linksInContainer, true);
  assert.equal(settings.mtu, 0);
  assert.deepEqual(links, [
    { name: "net1", path: ["links", 0] },
    { name: "net2", ifName: "leg2", path: ["links", 1, "name"] },
  ]);
});

Deno.test("what a configuration does not say has the value that ADD would take", () => {
  const { settings, links } = outlineBond({});
  assert.equal(settings.linksInContainer, false);
  assert.equal(settings.mtuPolicy, "check");
  assert.deepEqual(links, []);
});

Deno.test("keys are found where they are, in the spelling that they have there", () => {
  const outline = outlineBond({ Links: ["net1"], arpIpTarget: "192.0.2.1" });
  assert.deepEqual(outline.pathOf("links[0].prio"), ["Links", 0, "prio"]);
  assert.deepEqual(outline.pathOf("arpIpTargets"), ["arpIpTarget"]);
  assert.deepEqual(outline.pathOf("fail_over_mac"), ["fail_over_mac"]);
  assert.deepEqual([outline.has("links"), outline.has("mtu")], [true, false]);
  assert.deepEqual(outline.links, [{ name: "net1", path: ["Links", 0] }]);
});
