import assert from "node:assert/strict";
import { addAddress } from "./address.ts";
import { TestNetns } from "./kernel_testing.ts";
import { createLink, getLink } from "./link.ts";
import { listNeighbours } from "./neighbour.ts";

Deno.test("listNeighbours tells who is behind a link, in both families", () => {
  using test = new TestNetns();
  createLink(test.rt, { name: "d0", kind: "dummy", up: true });
  createLink(test.rt, { name: "d1", kind: "dummy", up: true });
  const { index } = getLink(test.rt, "d0");
  addAddress(test.rt, index, "10.0.0.1/24");
  const stations = [["10.0.0.7", "d0"], ["fd00::7", "d0"], ["10.0.0.8", "d1"]] as const;
  for (const [address, device] of stations) {
    test.ip("neighbour", "add", address, "lladdr", "02:00:00:00:00:07", "dev", device);
  }
  const permanent = (filter: { index?: number; family?: 4 | 6 }) =>
    listNeighbours(test.rt, filter).filter(({ state }) => state === 128)
      .map(({ address }) => address).sort();
  assert.deepEqual(permanent({}), ["10.0.0.7", "10.0.0.8", "fd00::7"]);
  assert.deepEqual(permanent({ index, family: 4 }), ["10.0.0.7"]);
  const [seven] = listNeighbours(test.rt, { index, family: 4 });
  assert.deepEqual(seven, {
    index,
    family: 4,
    address: "10.0.0.7",
    linkAddress: "02:00:00:00:00:07",
    state: 128,
    router: false,
  });
});
