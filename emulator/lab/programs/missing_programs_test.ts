import assert from "node:assert/strict";
import { chainOf, network, pod } from "../../input/chain/testing.ts";
import { missingPrograms } from "./missing_programs.ts";

Deno.test("a type that nobody serves is told with where it was looked for, those of delegates too", () => {
  const chain = chainOf([
    network("a", { type: "flannel", delegate: { type: "absent", ipam: {} } }),
    network("b", { plugins: [{ type: "bond", ipam: { type: "nowhere" } }, { type: "chosen" }] }),
    pod("a, b"),
  ], { clusterNetwork: { name: "c", type: "bond" } });
  const programs = {
    plugins: { chosen: "/x/chosen" },
    cniPath: ["/cni/a", "/cni/b"],
    self: ["/x"],
  };
  const found = missingPrograms([chain], programs);
  assert.deepEqual(found.map(({ message }) => message), [
    'default/a needs the plugin "absent"; there is no program of that name in /cni/a, /cni/b',
    'default/b needs the plugin "nowhere"; there is no program of that name in /cni/a, /cni/b',
  ]);
});
