import assert from "node:assert/strict";
import fc from "fast-check";
import { isJsonObject, parseConfigHeader, parseNetworkConfig } from "../../cni/mod.ts";
import { effort, mutated } from "../../cni/testing_fuzz.ts";
import { ConfigError, outlineBond, parseBondConfig } from "../config/mod.ts";
import { isRecord } from "./record_shape.ts";
import { RECORD } from "./testing.ts";

const CONFIG = {
  cniVersion: "1.1.0",
  name: "net",
  type: "bond",
  mode: "802.3ad",
  miimon: 100,
  lacpRate: "fast",
  linksInContainer: true,
  links: [{ name: "net1", ifName: "left", prio: 5 }, "net2", { mac: "02:00:00:00:00:01" }],
  mtu: 1400,
  restore: { mac: false },
  alias: "a",
  primary: "net1",
  arpIpTarget: ["192.0.2.1"],
};

const COMPLETE = {
  ...RECORD,
  netns: { ...RECORD.netns, cookie: "77" },
  links: RECORD.links.map((link) => ({ ...link, altName: "bond-c1-bond0-0" })),
};

Deno.test("a configuration is accepted, or refused with all that is wrong with it", () => {
  fc.assert(
    fc.property(mutated(CONFIG), (config) => {
      if (!isJsonObject(config)) return;
      const stdin = new TextEncoder().encode(JSON.stringify({ ...config, name: "net" }));
      // DEL goes by whatever there is.
      outlineBond(config);
      try {
        const header = parseConfigHeader(stdin);
        const { config: bond } = parseBondConfig(parseNetworkConfig(header, "DEL"));
        assert.ok(bond.links.length > 0);
      } catch (error) {
        if (error instanceof ConfigError) assert.ok(error.problems.length > 0);
        else assert.match(String(error), /network config|cniVersion|version/);
      }
    }),
    effort(),
  );
});

Deno.test("a record that is believed has the shape that is acted upon", () => {
  assert.ok(isRecord(COMPLETE));
  fc.assert(
    fc.property(mutated(COMPLETE), (record) => {
      if (!isJsonObject(record) || !isRecord(record)) return;
      for (const link of record.links) {
        assert.match(link.temporaryName, link.from === "host" ? /^bnd[0-9a-f]{12}$/ : /^$/);
        for (const name of [link.name, link.containerName]) {
          assert.ok(new TextEncoder().encode(name).length <= 15 && !name.includes("/"));
        }
        assert.match(link.address, /^([0-9a-f]{2}(:[0-9a-f]{2})*)?$/);
      }
    }),
    effort(),
  );
});
