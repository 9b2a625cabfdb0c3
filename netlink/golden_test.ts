import assert from "node:assert/strict";
import { addAddress } from "./address.ts";
import { Attributes } from "./attribute.ts";
import { decodeLink } from "./link_decode.ts";
import { createLink, setBondPort, setLink } from "./link.ts";
import { decodeAcknowledgement, decodeMessages, type Message } from "./message.ts";
import { addRoute } from "./route.ts";
import { decodeRoute } from "./route_codec.ts";
import type { Rtnetlink } from "./socket.ts";
import { acknowledge, type FakeRequest, fakeRtnetlink } from "./testing.ts";

/** A message that was captured between iproute2 and the kernel; its file says how and what each octet is. */
function captured(name: string): Message {
  const text = Deno.readTextFileSync(new URL(`./testdata/${name}.txt`, import.meta.url));
  const hex = text.replaceAll(/#.*/g, "").match(/[0-9a-f]{2}/g) ?? [];
  const [message, ...others] = decodeMessages(Uint8Array.from(hex, (octet) => parseInt(octet, 16)));
  assert.ok(message !== undefined && others.length === 0);
  return message;
}

/** The request that `act` sends. */
function sent(act: (rt: Rtnetlink) => void): FakeRequest {
  const requests: FakeRequest[] = [];
  using rt = fakeRtnetlink((request) => {
    requests.push(request);
    return [acknowledge(request)];
  });
  act(rt);
  const [request, ...others] = requests;
  assert.ok(request !== undefined && others.length === 0);
  return request;
}

/** Which attributes are nests, or text that may lack its NUL, by the path of their types. */
type Nests = { readonly [type: number]: Nests | "text" };
/** Attributes in the order of their types, which means nothing to the kernel. */
type Tree = readonly (readonly [type: number, value: string | Tree])[];

function tree(bytes: Uint8Array, nests: Nests): Tree {
  return Array.from(new Attributes(bytes), ({ type, text, bytes }) => {
    const inner = nests[type];
    if (inner === "text") return [type, text] as const;
    return [type, inner === undefined ? bytes.toString() : tree(bytes, inner)] as const;
  }).sort(([one], [other]) => one - other);
}

const BOND: Nests = { 18: { 1: "text", 2: { 8: {}, 31: {} } } };
const requests: readonly {
  readonly name: string;
  /** Octets of the structure before the attributes. */
  readonly header: number;
  readonly nests: Nests;
  readonly act: (rt: Rtnetlink) => void;
}[] = [
  {
    name: "create_bond_lacp",
    header: 16,
    nests: BOND,
    act: (rt) =>
      createLink(rt, {
        name: "bond0",
        kind: "bond",
        address: "02:00:00:00:00:01",
        mtu: 1400,
        bond: {
          mode: 4,
          miimon: 100,
          updelay: 200,
          xmitHashPolicy: 1,
          adActorSystem: "02:00:00:00:00:aa",
          adLacpRate: 1,
        },
      }),
  },
  {
    name: "create_bond_arp",
    header: 16,
    nests: BOND,
    act: (rt) =>
      createLink(rt, {
        name: "bond1",
        kind: "bond",
        bond: {
          mode: 1,
          arpInterval: 250,
          arpIpTarget: ["10.0.0.1", "10.0.0.2"],
          nsIp6Target: ["fd00::1"],
          primary: 3,
        },
      }),
  },
  {
    name: "add_address",
    header: 8,
    nests: {},
    act: (rt) => addAddress(rt, 6, "10.0.0.5/24"),
  },
  {
    name: "add_route",
    header: 12,
    nests: { 8: {} },
    act: (rt) =>
      addRoute(rt, {
        destination: "192.0.2.0/24",
        gateway: "10.0.0.9",
        priority: 100,
        mtu: 1300,
        advmss: 1200,
      }),
  },
  {
    name: "enslave",
    header: 16,
    nests: {},
    act: (rt) => setLink(rt, 3, { up: false, master: 6 }),
  },
  { name: "set_up", header: 16, nests: {}, act: (rt) => setLink(rt, 6, { up: true }) },
];

for (const { name, header, nests, act } of requests) {
  Deno.test(`${name}: the request says what iproute2's says`, () => {
    const theirs = captured(name);
    const ours = sent(act);
    assert.equal(ours.flags, theirs.flags);
    assert.deepEqual([...ours.payload.slice(0, header)], [...theirs.payload.slice(0, header)]);
    assert.deepEqual(
      tree(ours.payload.subarray(header), nests),
      tree(theirs.payload.subarray(header), nests),
    );
  });
}

Deno.test("set_bond_port: the port's data is iproute2's", () => {
  // iproute2 gives the old kind "bond_slave" where the kernel has an attribute for a port's kind.
  const data = ({ payload }: { payload: Uint8Array }) =>
    tree(new Attributes(payload.subarray(16)).get(18)?.bytes ?? new Uint8Array(), { 5: {} })
      .filter(([type]) => type === 5);
  const ours = sent((rt) => setBondPort(rt, 3, { prio: 10, queueId: 2 }));
  assert.deepEqual(data(ours), data(captured("set_bond_port")));
  assert.equal(data(ours).length, 1);
});

Deno.test("create_veth: the request says what iproute2's says", () => {
  const theirs = captured("create_veth");
  const ours = sent((rt) =>
    createLink(rt, {
      name: "v1",
      kind: "veth",
      veth: { peer: { name: "v2", address: "02:00:00:00:00:22" } },
    })
  );
  const near = ({ payload }: { payload: Uint8Array }) =>
    tree(payload.subarray(16), { 18: { 2: {} } });
  const far = ({ payload }: { payload: Uint8Array }) => {
    const info = new Attributes(payload.subarray(16)).get(18)?.nested;
    const peer = info?.get(2)?.nested.get(1)?.bytes ?? new Uint8Array();
    return [[...peer.subarray(0, 16)], tree(peer.subarray(16), {})];
  };
  assert.deepEqual(far(ours), far(theirs));
  assert.equal(near(ours).length, near(theirs).length);
  assert.equal(ours.flags, theirs.flags);
});

Deno.test("bond_link: a bond is read in full", () => {
  const link = decodeLink(captured("bond_link").payload);
  assert.deepEqual(link, {
    index: 6,
    name: "bond1",
    kind: "bond",
    portKind: "",
    type: 1,
    flags: 0x1403,
    up: true,
    running: false,
    operState: "down",
    mtu: 1500,
    minMtu: 68,
    maxMtu: 65535,
    address: "02:00:00:00:00:11",
    broadcast: "ff:ff:ff:ff:ff:ff",
    alias: "",
    altNames: [],
    txQueueLen: 1000,
    numTxQueues: 16,
    promiscuity: 0,
    stats: {
      rxPackets: 0,
      txPackets: 9,
      rxBytes: 0,
      txBytes: 486,
      rxErrors: 0,
      txErrors: 0,
      rxDropped: 0,
      txDropped: 0,
    },
    bond: {
      mode: 1,
      miimon: 0,
      updelay: 0,
      downdelay: 0,
      useCarrier: 1,
      arpInterval: 250,
      arpIpTarget: ["10.0.0.1", "10.0.0.2"],
      arpValidate: 0,
      arpAllTargets: 0,
      primary: 3,
      primaryReselect: 0,
      failOverMac: 0,
      xmitHashPolicy: 0,
      resendIgmp: 1,
      numPeerNotif: 1,
      allSlavesActive: 0,
      minLinks: 0,
      lpInterval: 1,
      packetsPerSlave: 1,
      adLacpRate: 0,
      adSelect: 0,
      tlbDynamicLb: 1,
      peerNotifDelay: 0,
      adLacpActive: 1,
      missedMax: 2,
      nsIp6Target: ["fd00::1"],
      coupledControl: 1,
    },
  });
});

Deno.test("bond_port_link: a port is read in full", () => {
  const link = decodeLink(captured("bond_port_link").payload);
  assert.deepEqual(
    [link.index, link.name, link.kind, link.portKind, link.master],
    [3, "net1", "dummy", "bond", 6],
  );
  assert.deepEqual(link.bondPort, {
    state: "active",
    miiStatus: "back",
    linkFailureCount: 1,
    permanentAddress: "02:00:00:00:00:11",
    queueId: 2,
    prio: 10,
  });
});

Deno.test("refusal: the kernel's words stand after all of the request", () => {
  assert.deepEqual(decodeAcknowledgement(captured("refusal")), {
    errno: 39,
    kernelMessage: "unable to set option because the bond device has slaves",
  });
});

Deno.test("route: a route is read in full", () => {
  assert.deepEqual(decodeRoute(captured("route").payload), {
    family: 4,
    destination: "192.0.2.0/24",
    gateway: "10.0.0.9",
    outputIndex: 6,
    priority: 100,
    table: 254,
    scope: 0,
    protocol: 3,
    type: 1,
    mtu: 1300,
    advmss: 1200,
  });
});
