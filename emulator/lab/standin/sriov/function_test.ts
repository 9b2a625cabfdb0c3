import assert from "node:assert/strict";
import { INITIAL_VF_STATE } from "../../sandbox/mod.ts";
import { requestedState, restoredState } from "./function.ts";

const deviceId = "0000:3b:02.0";
const TAGGED = { ...INITIAL_VF_STATE, vlan: 5, vlanQos: 3, vlanProto: "802.1ad" } as const;

Deno.test("a VLAN without a priority and protocol has the default ones, not those of before", () => {
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

Deno.test("a limit without the other one ends that", () => {
  const limited = { ...INITIAL_VF_STATE, minTxRate: 10, maxTxRate: 100 };
  const rates = ({ minTxRate, maxTxRate }: typeof limited) => [minTxRate, maxTxRate];
  assert.deepEqual(rates(requestedState(limited, { deviceId, minTxRate: 20 })), [20, 0]);
  assert.deepEqual(rates(requestedState(limited, { deviceId, maxTxRate: 50 })), [0, 50]);
  assert.deepEqual(rates(requestedState(limited, { deviceId })), [10, 100]);
});

Deno.test("what was asked for is as it was before, and the rest as it is now", () => {
  const now = { ...INITIAL_VF_STATE, trust: true, vlan: 7, maxTxRate: 50, adminMac: "x" };
  assert.deepEqual(
    restoredState(now, { deviceId, vlan: 7, maxTxRate: 50 }, TAGGED),
    { ...TAGGED, trust: true },
  );
  assert.deepEqual(restoredState(now, { deviceId }, TAGGED), { ...now, adminMac: "" });
});
