import assert from "node:assert/strict";
import type { Link } from "../../netlink/mod.ts";
import { aliasOf, couldBe, isSameLink, nameOfAlias } from "./identity.ts";
import type { LinkRecord } from "./record.ts";

const ATTACHMENT = { containerId: "c1", ifname: "bond0" };
const MAC = ["02:00:00:00:00:01", "02:00:00:00:00:02"] as const;

const RECORD: LinkRecord = {
  from: "host",
  name: "ens1",
  containerName: "net1",
  temporaryName: "bnd0123456789ab",
  index: 7,
  kind: "",
  address: MAC[0],
  permanentAddress: MAC[0],
  mtu: 1500,
  up: true,
  alias: "",
  device: "pci/0000:3b:02.0",
};
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
