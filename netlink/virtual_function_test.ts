import assert from "node:assert/strict";
import { Writer } from "./attribute.ts";
import { acknowledge, attributesOf, type FakeRequest, fakeRtnetlink, reply } from "./testing.ts";
import { listVirtualFunctions } from "./virtual_function.ts";

/** struct ifla_vf_…: 32-bit words. */
const words = (...values: number[]) => new Uint8Array(new Uint32Array(values).buffer);
const UNSUPPORTED = 0xffffffff;

/** A physical function as drivers of network cards describe it: an address takes 32 octets. */
const physicalFunction = new Writer().raw(new Uint8Array(16))
  .hardwareAddress(1, "02:00:00:00:00:01").u32(21, 2)
  .nested(22, (list) => {
    list.nested(
      1,
      (vf) =>
        vf.bytes(1, Uint8Array.of(...words(0), 2, 0, 0, 0, 0, 0x10, ...new Array(26).fill(0)))
          .bytes(2, words(0, 100, 3)).bytes(3, words(0, 1000)).bytes(4, words(0, 1))
          .bytes(5, words(0, 2)).bytes(6, words(0, 50, 1000)).bytes(7, words(0, UNSUPPORTED))
          .bytes(9, words(0, 0))
          .nested(
            12,
            (vlans) => vlans.bytes(1, Uint8Array.of(...words(0, 100, 3), 0x88, 0xa8, 0, 0)),
          ),
    );
    list.nested(1, (vf) =>
      vf.bytes(1, Uint8Array.of(...words(1), ...new Array(32).fill(0)))
        .bytes(2, words(1, 0, 0)).bytes(5, words(1, 0)));
  }).finish();

Deno.test("listVirtualFunctions reads what the driver says of each, and leaves out what it lacks", () => {
  let asked: FakeRequest | undefined;
  using rt = fakeRtnetlink((request) => {
    asked = request;
    return [reply(request, { type: 16, payload: physicalFunction }), acknowledge(request)];
  });
  assert.deepEqual(listVirtualFunctions(rt, 5), [
    {
      index: 0,
      address: "02:00:00:00:00:10",
      vlan: { id: 100, qos: 3, protocol: 0x88a8 },
      minTxRate: 50,
      maxTxRate: 1000,
      linkState: "disable",
      spoofCheck: true,
      trust: false,
    },
    {
      index: 1,
      address: "00:00:00:00:00:00",
      vlan: { id: 0, qos: 0, protocol: 0x8100 },
      minTxRate: 0,
      maxTxRate: 0,
      linkState: "auto",
    },
  ]);
  // RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS, and no list.
  assert.equal(asked && attributesOf(asked, 16).get(29)?.u32, 9);
  assert.equal(asked?.flags, 0x1 | 0x4);
});

Deno.test("a link without virtual functions has none", () => {
  using rt = fakeRtnetlink((request) => [
    reply(request, { type: 16, payload: new Uint8Array(16) }),
    acknowledge(request),
  ]);
  assert.deepEqual(listVirtualFunctions(rt, 5), []);
});
