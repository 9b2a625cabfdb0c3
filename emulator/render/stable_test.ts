import assert from "node:assert/strict";
import { stabilize } from "./stable.ts";

Deno.test("random names and addresses are numbered in the order of their appearance", () => {
  const report = {
    steps: [
      {
        config: { mac: "02:00:00:00:00:01", prevResult: { mac: "aa:aa:aa:aa:aa:aa" } },
        result: [{ name: "veth0a1b2c3d", mac: "ee:ee:ee:ee:ee:ee" }, { name: "eth0" }],
      },
      { error: "veth99999999, veth0a1b2c3d: aa:aa:aa:aa:aa:aa, 02:00:00:00:00:02" },
    ],
    mac: "02:00:00:00:00:01",
    broadcast: "ff:ff:ff:ff:ff:ff",
  };
  assert.deepEqual(stabilize(report, ["02:00:00:00:00:02"]), {
    steps: [
      {
        config: { mac: "02:00:00:00:00:01", prevResult: { mac: "random-mac-0" } },
        result: [{ name: "veth0", mac: "random-mac-1" }, { name: "eth0" }],
      },
      { error: "veth1, veth0: random-mac-0, 02:00:00:00:00:02" },
    ],
    mac: "02:00:00:00:00:01",
    broadcast: "ff:ff:ff:ff:ff:ff",
  });
});
