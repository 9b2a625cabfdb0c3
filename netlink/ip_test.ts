import assert from "node:assert/strict";
import fc from "fast-check";
import { formatAddress, isMulticast, networkOf, parseAddress, parseCidr } from "./ip.ts";

Deno.test("parseAddress and formatAddress agree for any octets", () => {
  const octets = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 16, maxLength: 16 }).map((list) =>
      Uint8Array.from(list)
    ),
  );
  fc.assert(fc.property(octets, (bytes) => {
    assert.deepEqual([...parseAddress(formatAddress(bytes)).bytes], [...bytes]);
  }));
});

Deno.test("formatAddress gives RFC 5952's short form", () => {
  const cases = {
    "2001:db8:0:0:0:0:2:1": "2001:db8::2:1",
    "2001:DB8::1": "2001:db8::1",
    "2001:db8:0:1:1:1:1:1": "2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1": "2001:0:0:1::1",
    "0:0:0:0:0:0:0:0": "::",
    "fe80::": "fe80::",
    "::ffff:10.0.0.1": "::ffff:10.0.0.1",
    "64:ff9b::192.0.2.33": "64:ff9b::c000:221",
  };
  for (const [text, short] of Object.entries(cases)) {
    assert.equal(formatAddress(parseAddress(text).bytes), short);
  }
});

Deno.test("parseAddress refuses what is no address", () => {
  const wrong = ["", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1/8", ":", ":::", "1::2::3"];
  for (
    const text of [...wrong, "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8::", "12345::", "::g", "::1.2.3"]
  ) {
    assert.throws(() => parseAddress(text), TypeError, text);
  }
});

Deno.test("parseCidr takes a prefix length that fits the family", () => {
  assert.equal(parseCidr("10.1.2.3/32").prefixLength, 32);
  assert.equal(parseCidr("fd00::/0").prefixLength, 0);
  for (const text of ["10.0.0.1", "10.0.0.1/", "10.0.0.1/33", "fd00::/129", "10.0.0.1/-1", "/8"]) {
    assert.throws(() => parseCidr(text), TypeError, text);
  }
});

Deno.test("networkOf clears the host bits", () => {
  assert.equal(networkOf("10.255.2.3/9"), "10.128.0.0/9");
  assert.equal(networkOf("192.0.2.7/32"), "192.0.2.7/32");
  assert.equal(networkOf("192.0.2.7/0"), "0.0.0.0/0");
  assert.equal(networkOf("fd00:1:2:3:4::9/60"), "fd00:1:2::/60");
});

Deno.test("isMulticast knows 224.0.0.0/4 and ff00::/8", () => {
  assert.deepEqual(["224.0.0.1", "239.9.9.9", "ff02::1"].map(isMulticast), [true, true, true]);
  assert.deepEqual(["223.0.0.1", "240.0.0.1", "fe80::1"].map(isMulticast), [false, false, false]);
});
