import assert from "node:assert/strict";
import { devicePlugin, findings } from "./testing.ts";

Deno.test("a pool that no device fits is empty", () => {
  const pools = devicePlugin(
    { resourceName: "all", selectors: { vendors: ["8086"] } },
    { resourceName: "none", selectors: { pfNames: ["ens1f0"], linkTypes: ["infiniband"] } },
  );
  const found = findings([pools]);
  assert.deepEqual(found.map(({ code, position }) => `${code} ${position?.path}`), [
    'pool-empty items[0].data["config.json"].resourceList[1]',
  ]);
  assert.match(found[0]?.hint ?? "", /4 virtual functions of ens1f0 \(8086:154c, iavf\)/);
});
