import assert from "node:assert/strict";
import { INITIAL_VF_STATE } from "../../sandbox/mod.ts";
import { requestedState } from "./function.ts";

const deviceId = "0000:3b:02.0";
const TAGGED = { ...INITIAL_VF_STATE, vlan: 5, vlanQos: 3, vlanProto: "802.1ad" } as const;

Deno.test("sriov 6: a VLAN without a priority and protocol has the default ones, not those of before", () => {
  const { vlan, vlanQos, vlanProto } = requestedState(TAGGED, { deviceId, vlan: 7 });
  assert.deepEqual([vlan, vlanQos, vlanProto], [7, 0, "802.1q"]);
});

Deno.test("what a configuration does not speak of stays as the physical function was told", () => {
  assert.deepEqual(requestedState(TAGGED, { deviceId }), TAGGED);
  const { trust, spoofChk, adminMac } = requestedState(TAGGED, {
    deviceId,
    trust: true,
    mac: "02:00:00:00:00:01",
  });
  assert.deepEqual([trust, spoofChk, adminMac], [true, true, "02:00:00:00:00:01"]);
});
