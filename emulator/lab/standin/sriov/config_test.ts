import assert from "node:assert/strict";
import { type MacRequests, parseSriovConfig, refuseWrongTypes } from "./config.ts";

const deviceID = "0000:3b:02.0";
const parse = (keys: Record<string, unknown>, requests?: MacRequests) =>
  parseSriovConfig({ deviceID, ...keys }, requests);
const refuses = (keys: Record<string, unknown>, message: RegExp) =>
  assert.throws(() => parse(keys), (error: Error) => {
    assert.match(error.message, /^LoadConf\(\): /);
    assert.match(error.message, message);
    return true;
  }, JSON.stringify(keys));

Deno.test("a configuration without deviceID is refused", () => {
  assert.throws(() => parseSriovConfig({}), new Error("LoadConf(): VF pci addr is required"));
});

Deno.test("the runtime's mac beats MAC of CNI_ARGS, which beats the configuration's", () => {
  const [config, args, runtime] = ["02:00:00:00:00:0A", "02:00:00:00:00:0B", "02:00:00:00:00:0C"];
  assert.equal(parse({ mac: config }).mac, "02:00:00:00:00:0a");
  assert.equal(parse({ mac: config }, { args }).mac, "02:00:00:00:00:0b");
  assert.equal(parse({ mac: config }, { args, runtime }).mac, "02:00:00:00:00:0c");
  assert.equal(parse({}).mac, undefined);
  refuses({ mac: "02:00" }, /invalid mac/);
});

Deno.test("vlan is 0 to 4094, its priority 0 to 7, and both belong together", () => {
  assert.deepEqual(parse({ vlan: 100, vlanQoS: 3, vlanProto: "802.1AD" }), {
    deviceId: deviceID,
    vlan: 100,
    vlanQos: 3,
    vlanProto: "802.1ad",
  });
  assert.equal(parse({ vlan: 0, vlanQoS: 0, vlanProto: "802.1q" }).vlan, 0);
  refuses({ vlan: 4095 }, /vlan id 4095 is invalid/);
  refuses({ vlan: -1 }, /vlan id -1 is invalid/);
  refuses({ vlan: 1, vlanQoS: 8 }, /vlan QoS 8 is invalid/);
  refuses({ vlanQoS: 1 }, /vlan id must be configured/);
  refuses({ vlanProto: "802.1q" }, /vlan id must be configured/);
  refuses({ vlan: 0, vlanQoS: 1 }, /non-zero vlan id/);
  refuses({ vlan: 0, vlanProto: "802.1ad" }, /non-zero vlan id/);
  refuses({ vlan: 1, vlanProto: "802.1x" }, /vlan proto "802.1x" is invalid/);
});

Deno.test("link_state is auto, enable or disable", () => {
  for (const value of ["auto", "enable", "disable"]) {
    assert.equal(parse({ link_state: value }).linkState, value);
  }
  refuses({ link_state: "up" }, /invalid link_state value: up/);
});

Deno.test("spoofchk and trust are on for the word on, and off for any other", () => {
  assert.deepEqual(parse({ spoofchk: "on", trust: "yes" }), {
    deviceId: deviceID,
    spoofChk: true,
    trust: false,
  });
});

Deno.test("keys are found in whatever case they are written, as Go's decoder finds them", () => {
  assert.deepEqual(parse({ spoofChk: "off", Trust: "on", VLAN: 100, max_TX_rate: 10 }), {
    deviceId: deviceID,
    vlan: 100,
    spoofChk: false,
    trust: true,
    maxTxRate: 10,
  });
});

Deno.test("a value of the wrong type is refused, before anything else is looked at", () => {
  const due = /SetLogging\(\): failed to load netconf: /;
  for (const keys of [{ vlan: "100" }, { vlanQoS: 1.5 }, { trust: true }, { spoofChk: 1 }]) {
    assert.throws(() => refuseWrongTypes(keys), due);
  }
  refuseWrongTypes({ vlan: 5000, trust: "perhaps", link_state: null });
});

Deno.test("the least rate is no more than the most, where there is a most", () => {
  assert.equal(parse({ min_tx_rate: 200, max_tx_rate: 200 }).minTxRate, 200);
  assert.equal(parse({ min_tx_rate: 300, max_tx_rate: 0 }).minTxRate, 300);
  assert.throws(() => parse({ min_tx_rate: 300, max_tx_rate: 200 }), /300 with max_tx_rate 200/);
});

Deno.test("runtimeConfig is an object, and its mac a text", () => {
  for (const runtimeConfig of ["x", [], { mac: 5 }]) {
    assert.throws(() => refuseWrongTypes({ deviceID, runtimeConfig }), /SetLogging\(\): /);
  }
  refuseWrongTypes({ deviceID, runtimeConfig: { mac: "" } });
});
