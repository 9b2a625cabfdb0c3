import assert from "node:assert/strict";
import { gratuitousArp, unsolicitedNa } from "../../../cni/mod.ts";
import { decodeAnnouncement, decodeProbe, encodeProbe } from "./frames.ts";

const MAC = "02:00:00:00:00:01";

Deno.test("a probe is read back as it was written, and has the smallest length of a frame", () => {
  const frame = encodeProbe("02:00:00:00:00:02", MAC, { flow: 7, sequence: 70_000 });
  assert.deepEqual(decodeProbe(frame), { flow: 7, sequence: 70_000 });
  assert.equal(frame.length, 60);
});

Deno.test("other frames are no probes", () => {
  assert.equal(decodeProbe(gratuitousArp(MAC, "10.0.0.1")), undefined);
  assert.equal(decodeProbe(new Uint8Array(5)), undefined);
  assert.equal(decodeProbe(new Uint8Array(60)), undefined);
});

Deno.test("gratuitous ARP and unsolicited neighbour advertisements announce an address", () => {
  assert.deepEqual(decodeAnnouncement(gratuitousArp(MAC, "10.56.217.2")), {
    kind: "arp",
    address: "10.56.217.2",
    mac: MAC,
  });
  assert.deepEqual(decodeAnnouncement(unsolicitedNa(MAC, "fd00::2")), {
    kind: "na",
    address: "fd00::2",
    mac: MAC,
  });
});

Deno.test("questions, answers and short frames announce nothing", () => {
  const question = gratuitousArp(MAC, "10.0.0.1");
  question[41] = 2;
  assert.equal(decodeAnnouncement(question), undefined);
  const answer = unsolicitedNa(MAC, "fd00::2");
  answer[58] = 0x60;
  assert.equal(decodeAnnouncement(answer), undefined);
  assert.equal(decodeAnnouncement(new Uint8Array(20)), undefined);
  assert.equal(decodeAnnouncement(encodeProbe(MAC, MAC, { flow: 1, sequence: 1 })), undefined);
});
