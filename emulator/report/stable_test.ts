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

Deno.test("times and pointers in what plugins say on stderr are the same in every run", () => {
  const stderr = "2026/11/25 22:30:01 rule &{0xc000123456}\n" +
    'time="2026-11-25T22:30:01.123Z" level=info vlan 0x8100';
  assert.deepEqual(stabilize({ stderr, config: { since: "2026-11-25T22:30:01Z" } }), {
    stderr: 'TIME rule &{POINTER}\ntime="TIME" level=info vlan 0x8100',
    config: { since: "2026-11-25T22:30:01Z" },
  });
});
