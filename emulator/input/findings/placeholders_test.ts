import assert from "node:assert/strict";
import { bond, CHAIN, devicePlugin, findings, pod, sriov } from "./testing.ts";

Deno.test("placeholders are found in pools and in configurations", () => {
  const pools = devicePlugin(
    {
      resourceName: "pf1",
      resourcePrefix: "example.org",
      selectors: { pfNames: ["<PF_NAME_1>#0-1"] },
    },
    { resourceName: "pf2", resourcePrefix: "example.org", selectors: { pfNames: ["ens2f0"] } },
  );
  const link = sriov(1, { mac: "<MAC>" });
  const found = findings([pools, link, sriov(2), bond(), pod(CHAIN)]);
  assert.deepEqual(found.map(({ code, position }) => `${code} ${position?.path}`), [
    'placeholder items[0].data["config.json"].resourceList[0].selectors.pfNames[0]',
    "placeholder items[1].spec.config.mac",
  ]);
});
