import assert from "node:assert/strict";
import { type Link, Netns, type Rtnetlink } from "../../netlink/mod.ts";
import {
  aliasOf,
  altNameOf,
  couldBe,
  identityOf,
  isOfEarlierBoot,
  isRecorded,
  isSameLink,
  nameOfAlias,
} from "./identity.ts";
import { LINK_RECORD as RECORD } from "./testing.ts";

const ATTACHMENT = { containerId: "c1", ifname: "bond0" };
const MAC = ["02:00:00:00:00:01", "02:00:00:00:00:02"] as const;

const ALIAS = aliasOf(ATTACHMENT, RECORD);

/** Returns the recorded link with `changes`, under another name and index, as after a journey. */
function link(changes: Partial<Link> = {}): Link {
  return {
    index: 9,
    name: "dev9",
    kind: "",
    portKind: "",
    type: 1,
    flags: 0,
    up: false,
    running: false,
    operState: "down",
    mtu: 1400,
    address: "02:00:00:00:0f:0f",
    permanentAddress: MAC[0],
    parentDevice: { bus: "pci", name: "0000:3b:02.0" },
    alias: "",
    altNames: [],
    ...changes,
  };
}

Deno.test("a link is known by its alias, or by device and permanent address together", () => {
  assert(isSameLink(RECORD, ALIAS, link()));
  assert(isSameLink(RECORD, ALIAS, link({ alias: ALIAS, permanentAddress: MAC[1] })));
  assert(!isSameLink(RECORD, ALIAS, link({ permanentAddress: MAC[1] })), "the device's other port");
  assert(!isSameLink(RECORD, ALIAS, link({ parentDevice: { bus: "pci", name: "0000:3b:02.1" } })));
});

Deno.test("a link without a device is known by its permanent address, if it has one", () => {
  const { parentDevice: _, permanentAddress: __, ...bare } = link();
  const record = { ...RECORD, device: "" };
  assert(isSameLink(record, ALIAS, { ...bare, permanentAddress: MAC[0] }));
  assert(!isSameLink(record, ALIAS, { ...bare, permanentAddress: MAC[1] }));
  assert(!isSameLink({ ...record, permanentAddress: "" }, ALIAS, bare));
  assert(!isSameLink({ ...record, permanentAddress: "" }, "", bare), "two links without alias");
});

Deno.test("a link of another kind, device or permanent address cannot be the recorded one", () => {
  assert(couldBe(RECORD, link()));
  assert(!couldBe(RECORD, link({ kind: "dummy" })));
  assert(!couldBe(RECORD, link({ permanentAddress: MAC[1] })));
  assert(!couldBe(RECORD, link({ parentDevice: { bus: "pci", name: "0000:3b:02.1" } })));
});

Deno.test("an alias tells the name on the host, to the attachment that gave it", () => {
  assert.equal(nameOfAlias(ATTACHMENT, ALIAS), "ens1");
  for (const alias of ["", "uplink", "bond", "bond ens1 bond0 c10", "bond ens1 bond1 c1"]) {
    assert.equal(nameOfAlias(ATTACHMENT, alias), undefined, alias);
  }
});

Deno.test("a link is known by the alternative name that was given to it, unless its hardware speaks against it", () => {
  const altName = "bond-c1-bond0-0";
  const record = { ...RECORD, altName, device: "", permanentAddress: "" };
  const { parentDevice: _, permanentAddress: __, ...bare } = link();
  assert(isSameLink(record, ALIAS, { ...bare, altNames: ["x", altName] }));
  assert(!isSameLink(record, ALIAS, { ...bare, altNames: ["x"] }));
  assert(!isSameLink(record, ALIAS, { ...bare, altNames: [altName], kind: "dummy" }));
  assert(!isSameLink(record, ALIAS, link({ altNames: [altName] })), "it has hardware of its own");
});

Deno.test("an alternative name is one that the kernel has room for, or none", () => {
  assert.equal(altNameOf(ATTACHMENT, 3), "bond-c1-bond0-3");
  assert.equal(altNameOf(ATTACHMENT, "bond"), "bond-c1-bond0-bond");
  const long = { containerId: "c".repeat(114), ifname: "bond0" };
  assert.equal(altNameOf(long, 0)?.length, 127);
  assert.equal(altNameOf({ ...long, containerId: "c".repeat(115) }, 0), undefined);
});

Deno.test("a namespace is the recorded one while its numbers and its cookie are the same", () => {
  using netns = Netns.current();
  const speaking = (netnsCookie?: bigint) => ({ netnsCookie }) as unknown as Rtnetlink;
  const recorded = identityOf(netns, speaking(5n));
  assert.deepEqual([recorded.id, recorded.cookie], [`${netns.dev}:${netns.ino}`, "5"]);
  assert(isRecorded(recorded, netns, speaking(5n)));
  assert(!isRecorded(recorded, netns, speaking(6n)), "the inode number has been given again");
  assert(isRecorded(recorded, netns, speaking()), "this kernel has no cookies");
  assert(!isRecorded({ ...recorded, id: "1:2" }, netns, speaking(5n)));
  const { cookie: _, ...before } = recorded;
  assert(isRecorded(before, netns, speaking(6n)), "the record is of a kernel without cookies");
  assert(!("cookie" in identityOf(netns, speaking())));
});

Deno.test("a record tells whether the machine has been started anew since, where it tells the boot", () => {
  using netns = Netns.current();
  const recorded = identityOf(netns, { netnsCookie: undefined } as unknown as Rtnetlink);
  assert(!isOfEarlierBoot(recorded));
  assert(isOfEarlierBoot({ ...recorded, boot: "another" }));
  const { boot: _, ...older } = recorded;
  assert(!isOfEarlierBoot(older));
});
