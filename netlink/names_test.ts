import assert from "node:assert/strict";
import { normalizeMac } from "./hardware_address.ts";
import { isLinkName, isPciAddress, linkNameFault } from "./names.ts";

Deno.test("a link's name has 1 to 15 octets that the kernel lets it have", () => {
  const allowed = ["a", "net1", "bond0.100", "eth-0_x", "ünïcödé", "a".repeat(15), "...", "net<1>"];
  assert.deepEqual(allowed.filter((name) => !isLinkName(name)), []);
  const faults = {
    "": "empty",
    ["a".repeat(16)]: "too long",
    "ééééééééé": "too long",
    ".": "dots",
    "..": "dots",
    "a/b": "characters",
    "a:b": "characters",
    "a b": "characters",
    "a\u0085b": "characters",
    "a\0b": "characters",
    "eth%d": "percent",
  };
  for (const [name, fault] of Object.entries(faults)) {
    assert.equal(linkNameFault(name), fault, JSON.stringify(name));
    assert.equal(isLinkName(name), false, JSON.stringify(name));
  }
  assert.equal(isLinkName(5), false);
  assert.equal(isLinkName("a\uFEFFb"), true);
});

Deno.test("a MAC address has one text, whatever notation it comes in", () => {
  for (const text of ["02:00:5e:00:00:0A", "02-00-5E-00-00-0a", "0200.5E00.000a"]) {
    assert.equal(normalizeMac(text), "02:00:5e:00:00:0a");
  }
  for (
    const text of [
      "",
      "02:00:5e:00:00",
      "02:00-5e:00:00:0a",
      "02005e00000a",
      "0g:00:00:00:00:00",
      1,
    ]
  ) {
    assert.equal(normalizeMac(text), undefined);
  }
  assert.equal(normalizeMac("00:11:22:33:44:55:66:77", 8), "00:11:22:33:44:55:66:77");
  assert.equal(normalizeMac("0011.2233.4455.6677", 8), "00:11:22:33:44:55:66:77");
});

Deno.test("a PCI address has a domain of at least four digits", () => {
  assert.deepEqual(
    ["0000:3b:02.0", "10000:e1:00.7", "3b:02.0", "0000:3b:02.8", "0000:3B:02.0", "x0000:3b:02.0"]
      .map(isPciAddress),
    [true, true, false, false, false, false],
  );
});
