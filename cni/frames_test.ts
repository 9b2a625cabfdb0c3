import assert from "node:assert/strict";
import { checksum, gratuitousArp, unsolicitedNa } from "./frames.ts";

const hex = (bytes: Uint8Array) =>
  Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

Deno.test("a gratuitous ARP asks everyone for the sender's own address", () => {
  assert.equal(
    hex(gratuitousArp("02:00:00:00:00:0a", "10.1.2.3")),
    "ffffffffffff" + "02000000000a" + "0806" + // Ethernet: everyone, from us, ARP
      "0001" + "0800" + "06" + "04" + "0001" + // Ethernet, IPv4, lengths, request
      "02000000000a" + "0a010203" + "000000000000" + "0a010203",
  );
});

Deno.test("an unsolicited neighbour advertisement tells every node to override", () => {
  const frame = unsolicitedNa("02:00:00:00:00:0a", "fd00::3");
  const text = hex(frame);
  assert.equal(text.length, 2 * (14 + 40 + 32));
  assert.equal(text.slice(0, 28), "333300000001" + "02000000000a" + "86dd");
  const source = "fd000000000000000000000000000003";
  const allNodes = "ff020000000000000000000000000001";
  assert.equal(text.slice(28, 108), "60000000" + "0020" + "3a" + "ff" + source + allNodes);
  assert.equal(text.slice(108, 112), "8800");
  assert.equal(text.slice(116), "20000000" + source + "0201" + "02000000000a");
});

Deno.test("the checksum of an advertisement covers addresses, length and next header", () => {
  const frame = unsolicitedNa("02:00:00:00:00:0a", "fd00::3");
  const pseudoHeader = [...frame.slice(22, 54), 0, 0, 0, 32, 0, 0, 0, 58];
  assert.equal(checksum([...pseudoHeader, ...frame.slice(54)]), 0);
});

Deno.test("the checksum is the one of RFC 1071, carries and all", () => {
  assert.equal(checksum([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]), 0x220d);
  assert.equal(checksum([0xff, 0xff, 0xff, 0xff]), 0);
  assert.equal(checksum([0xff, 0xff, 0x00, 0x01]), 0xfffe);
  assert.equal(checksum([]), 0xffff);
});

Deno.test("only an Ethernet address can be announced", () => {
  for (const mac of ["", "02:00", "02:00:00:00:00:zz"]) {
    assert.throws(() => gratuitousArp(mac, "10.0.0.1"), TypeError);
  }
});
