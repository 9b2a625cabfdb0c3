import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeAddress } from "./address.ts";
import { Writer } from "./attribute.ts";
import { formatHardwareAddress } from "./hardware_address.ts";
import { type BondData, bondTable } from "./bond.ts";
import { bondPortTable, readBondPort } from "./bond_port.ts";
import { type BridgeData, bridgeTable } from "./bridge_data.ts";
import { type BridgePort, bridgePortTable } from "./bridge_port.ts";
import { Attributes } from "./attribute.ts";
import type { AttributeTable } from "./attribute_table.ts";
import { DecodeError } from "./errors.ts";
import { formatAddress } from "./ip.ts";
import { decodeLink } from "./link_decode.ts";
import { decodeAcknowledgement, decodeMessages } from "./message.ts";
import { decodeNeighbour } from "./neighbour.ts";
import { decodeRoute } from "./route_codec.ts";
import { decodeVirtualFunctions } from "./virtual_function.ts";

const decoders: Readonly<Record<string, (payload: Uint8Array) => unknown>> = {
  decodeLink,
  decodeAddress,
  decodeRoute,
  decodeNeighbour,
  decodeVirtualFunctions,
  decodeAcknowledgement: (payload) =>
    decodeAcknowledgement({ type: 2, flags: 0x200, sequence: 1, port: 0, payload }),
  decodeMessages,
};

/** Attributes with numbers that mean something, some with a length that does not fit, some nested. */
const plausible = fc.letrec<{ nest: Uint8Array; attribute: [number, Uint8Array] }>((tie) => ({
  nest: fc.array(tie("attribute"), { maxLength: 6 }).map((attributes) => {
    const writer = new Writer();
    for (const [type, bytes] of attributes) writer.bytes(type, bytes);
    return writer.finish();
  }),
  attribute: fc.tuple(
    fc.integer({ min: 0, max: 60 }),
    fc.oneof({ depthSize: "small" }, fc.uint8Array({ maxLength: 20 }), tie("nest")),
  ),
})).nest;

/** A kind that leads to the decoding of the driver's data, or any octets. */
const linkInfo = fc.tuple(
  fc.constantFrom("bond", "bridge", "vlan", "macvlan", "ipvlan", "vrf", "nonsense"),
  fc.constantFrom("bond", "bridge", ""),
  plausible,
  plausible,
).map(([kind, portKind, data, portData]) =>
  new Writer().nested(
    18,
    (info) => info.text(1, kind).text(4, portKind).bytes(2, data).bytes(5, portData),
  ).finish()
);

const header = fc.tuple(
  fc.constantFrom(0, 2, 7, 10),
  fc.uint8Array({ minLength: 15, maxLength: 15 }),
)
  .map(([family, rest]) => Uint8Array.of(family, ...rest));
const message = fc.tuple(header, fc.oneof(plausible, linkInfo, fc.uint8Array({ maxLength: 80 })))
  .map(([start, attributes]) => Uint8Array.of(...start, ...attributes));

for (const [name, decode] of Object.entries(decoders)) {
  Deno.test(`${name} reads any octets or throws DecodeError, nothing else`, () => {
    const property = (bytes: Uint8Array) => {
      try {
        decode(bytes);
      } catch (error) {
        assert.ok(error instanceof DecodeError, String(error));
      }
    };
    fc.assert(fc.property(fc.oneof(message, fc.uint8Array({ maxLength: 120 })), property), {
      numRuns: 500,
    });
  });
}

const octet = fc.integer({ min: 0, max: 0xff });
const word = fc.integer({ min: 0, max: 0xffff });
const double = fc.integer({ min: 0, max: 0xffffffff });
const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map(formatHardwareAddress);
const addresses = (length: number) =>
  fc.array(fc.uint8Array({ minLength: length, maxLength: length }).map(formatAddress), {
    maxLength: 16,
  });

function givesBack<T>(table: AttributeTable<T>, records: fc.Arbitrary<Partial<T>>): void {
  fc.assert(fc.property(records, (record) => {
    const writer = new Writer();
    table.write(writer, record);
    assert.deepEqual(table.read(new Attributes(writer.finish())), record);
  }));
}

Deno.test("a bond's data is read as it was written, whatever options it has", () => {
  const bond: { [K in Exclude<keyof BondData, "adInfo">]-?: fc.Arbitrary<BondData[K]> } = {
    mode: octet,
    activeSlave: double,
    miimon: double,
    updelay: double,
    downdelay: double,
    useCarrier: octet,
    arpInterval: double,
    arpIpTarget: addresses(4),
    arpValidate: double,
    arpAllTargets: double,
    primary: double,
    primaryReselect: octet,
    failOverMac: octet,
    xmitHashPolicy: octet,
    resendIgmp: double,
    numPeerNotif: octet,
    allSlavesActive: octet,
    minLinks: double,
    lpInterval: double,
    packetsPerSlave: double,
    adLacpRate: octet,
    adSelect: octet,
    adActorSysPrio: word,
    adUserPortKey: word,
    adActorSystem: mac,
    tlbDynamicLb: octet,
    peerNotifDelay: double,
    adLacpActive: octet,
    missedMax: octet,
    nsIp6Target: addresses(16),
    coupledControl: octet,
    broadcastNeigh: octet,
    lacpStrict: octet,
  };
  givesBack<BondData>(
    bondTable,
    fc.record(bond, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<Partial<BondData>>,
  );
});

Deno.test("a bridge's data and its port's are read as they were written", () => {
  const bridge: { [K in keyof BridgeData]-?: fc.Arbitrary<BridgeData[K]> } = {
    forwardDelay: double,
    ageingTime: double,
    stpState: double,
    vlanFiltering: fc.boolean(),
    vlanProtocol: word,
    vlanDefaultPvid: word,
    groupForwardMask: word,
    multicastSnooping: fc.boolean(),
  };
  givesBack<BridgeData>(
    bridgeTable,
    fc.record(bridge, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<
      Partial<BridgeData>
    >,
  );
  const port: { [K in keyof BridgePort]-?: fc.Arbitrary<BridgePort[K]> } = {
    state: octet,
    cost: double,
    hairpin: fc.boolean(),
    guard: fc.boolean(),
    learning: fc.boolean(),
    unicastFlood: fc.boolean(),
    multicastFlood: fc.boolean(),
    broadcastFlood: fc.boolean(),
    groupForwardMask: word,
    isolated: fc.boolean(),
    locked: fc.boolean(),
  };
  givesBack<BridgePort>(
    bridgePortTable,
    fc.record(port, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<
      Partial<BridgePort>
    >,
  );
});

Deno.test("what only the kernel sets of a bond's port is never written", () => {
  const writer = new Writer();
  const port = readBondPort(new Attributes(new Uint8Array()));
  bondPortTable.write(writer, { ...port, adAggregatorId: 3, adActorOperPortState: 63, prio: -2 });
  const types = Array.from(new Attributes(writer.finish()), ({ type }) => type);
  assert.deepEqual(types, [5, 9]); // queue id and prio
});

Deno.test("data of a kind that is not known may have any form", () => {
  const payload = new Writer().raw(new Uint8Array(16))
    .nested(18, (info) => info.text(1, "other").bytes(2, Uint8Array.of(9, 9, 9, 9, 9))).finish();
  assert.equal(decodeLink(payload).kind, "other");
});
