import assert from "node:assert/strict";
import fc from "fast-check";
import { Attributes, Writer } from "./attribute.ts";
import { formatHardwareAddress, parseHardwareAddress } from "./hardware_address.ts";
import { DecodeError } from "./errors.ts";

Deno.test("Writer pads each attribute to four octets", () => {
  const bytes = new Writer().u8(1, 7).text(3, "eth0").finish();
  // deno-fmt-ignore
  assert.deepEqual([...bytes], [
    5, 0, 1, 0, 7, 0, 0, 0, // u16 length 5, u16 type 1, value, 3 octets of padding
    9, 0, 3, 0, 101, 116, 104, 48, 0, 0, 0, 0, // length 9, type 3, "eth0" NUL, padding
  ]);
});

Deno.test("Writer marks a nest and counts all that is inside", () => {
  const bytes = new Writer().nested(18, (nest) => nest.u16(5, 0x0102)).finish();
  assert.deepEqual([...bytes], [12, 0, 18, 0x80, 6, 0, 5, 0, 2, 1, 0, 0]);
});

Deno.test("Attributes gives back what Writer wrote, whatever the values", () => {
  fc.assert(fc.property(
    fc.record({
      u8: fc.integer({ min: 0, max: 255 }),
      u16: fc.integer({ min: 0, max: 65535 }),
      u32: fc.integer({ min: 0, max: 0xffffffff }),
      s32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      u64: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      text: fc.string({ unit: fc.constantFrom("a", "ü", "網", " "), maxLength: 400 }),
      bytes: fc.uint8Array({ maxLength: 600 }),
    }),
    (value) => {
      const read = new Attributes(
        new Writer().u8(1, value.u8).u16(2, value.u16).u16be(3, value.u16).u32(4, value.u32)
          .s32(5, value.s32).u64(6, value.u64).text(7, value.text)
          .nested(8, (nest) => nest.bytes(9, value.bytes)).flag(10).finish(),
      );
      assert.equal(read.get(1)?.u8, value.u8);
      assert.equal(read.get(2)?.u16, value.u16);
      assert.equal(read.get(3)?.u16be, value.u16);
      assert.equal(read.get(4)?.u32, value.u32);
      assert.equal(read.get(5)?.s32, value.s32);
      assert.equal(read.get(6)?.u64, value.u64);
      assert.equal(read.get(7)?.text, value.text);
      assert.deepEqual([...read.get(8)?.nested.get(9)?.bytes ?? []], [...value.bytes]);
      assert.equal(read.get(10)?.bytes.length, 0);
    },
  ));
});

Deno.test("Writer refuses numbers that would arrive as others", () => {
  const refused = (write: (writer: Writer) => void) => {
    assert.throws(() => write(new Writer()), RangeError);
  };
  for (const value of [-1, 1.5, NaN, Infinity]) {
    refused((writer) => writer.u8(1, value));
    refused((writer) => writer.u16(1, value));
    refused((writer) => writer.u16be(1, value));
    refused((writer) => writer.u32(1, value));
  }
  refused((writer) => writer.u8(1, 2 ** 8));
  refused((writer) => writer.u16(1, 2 ** 16));
  refused((writer) => writer.u16be(1, 2 ** 16));
  refused((writer) => writer.u32(1, 2 ** 32));
  refused((writer) => writer.s32(1, 2 ** 31));
  refused((writer) => writer.u64(1, 2n ** 64n));
  refused((writer) => writer.u64(1, -1n));
});

Deno.test("Attributes reads arbitrary octets or throws DecodeError, nothing else", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    try {
      for (const attribute of new Attributes(bytes)) void [attribute.text, attribute.nested];
    } catch (error) {
      assert.ok(error instanceof DecodeError, String(error));
    }
  }));
});

Deno.test("Attributes refuses a length that points past the end", () => {
  assert.throws(() => new Attributes(Uint8Array.of(200, 0, 1, 0, 0, 0, 0, 0)), DecodeError);
  assert.throws(() => new Attributes(Uint8Array.of(3, 0, 1, 0)), DecodeError);
});

Deno.test("a number of another length than due is a DecodeError that says both", () => {
  const attributes = new Attributes(new Writer().u16(4, 1).finish());
  assert.throws(() => attributes.get(4)?.u32, /attribute 4 has 2 octets where 4 are due/);
});

Deno.test("hardware addresses are read and written with colons, in lower case", () => {
  assert.equal(
    formatHardwareAddress(parseHardwareAddress("02:00:5E:0a:00:ff")),
    "02:00:5e:0a:00:ff",
  );
  for (const text of ["", "02:00:5e:0a:00:f", "02-00-5e-0a-00-ff", "02:00:5e:0a:00:fg"]) {
    assert.throws(() => parseHardwareAddress(text), TypeError);
  }
});
