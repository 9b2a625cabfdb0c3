import assert from "node:assert/strict";
import type { NetworkManifest } from "../manifests/mod.ts";
import { findNetwork } from "./find_network.ts";

Deno.test("each definition is looked at once, however many are looked for", () => {
  let looks = 0;
  const networks = Array.from({ length: 1000 }, (_, i) => ({
    namespace: "default",
    get name() {
      looks++;
      return `net${i}`;
    },
  })) as unknown as NetworkManifest[];
  for (let i = 0; i < 1000; i++) findNetwork({ namespace: "default", name: `net${i}` }, networks);
  assert.equal(findNetwork({ namespace: "apps", name: "net1" }, networks), undefined);
  assert.equal(looks, 1000);
  assert.equal(findNetwork({ namespace: "default", name: "net7" }, networks), networks[7]);
});
