import assert from "node:assert/strict";
import { CniError, CniErrorCode, exhaustedError, parseCniError, toCniError } from "./errors.ts";

Deno.test("an error object has the version, code, message and, where there are any, details", () => {
  assert.deepEqual(new CniError(7, "m", "d").toJson("1.0.0"), {
    cniVersion: "1.0.0",
    code: 7,
    msg: "m",
    details: "d",
  });
  assert.deepEqual(new CniError(7, "m").toJson("0.4.0"), {
    cniVersion: "0.4.0",
    code: 7,
    msg: "m",
  });
});

Deno.test("an error reads `msg; details`", () => {
  assert.equal(String(new CniError(7, "m", "d")), "m; d");
  assert.equal(String(new CniError(7, "m")), "m");
});

Deno.test("toCniError() keeps codes, and gives 999 to what has none", () => {
  const own = new CniError(11, "busy");
  assert.equal(toCniError(own), own);
  const cause = new TypeError("boom");
  const wrapped = toCniError(cause);
  assert.deepEqual([wrapped.code, wrapped.msg, wrapped.cause], [999, "boom", cause]);
  assert.equal(toCniError("text").msg, "text");
  assert.equal(toCniError(new Error()).msg, "unknown error");
});

Deno.test("parseCniError() reads what toJson() writes, and refuses what is no error object", () => {
  const error = parseCniError(new CniError(51, "m", "d").toJson("1.1.0"));
  assert.deepEqual([error?.code, error?.msg, error?.details], [51, "m", "d"]);
  for (const odd of [null, 5, [], { code: "1" }, { msg: 1 }]) {
    assert.equal(parseCniError(odd), undefined);
  }
});

Deno.test("codes are those of the specification and of its reference library", () => {
  assert.deepEqual(CniErrorCode, {
    Unknown: 0,
    IncompatibleVersion: 1,
    UnsupportedField: 2,
    UnknownContainer: 3,
    InvalidEnvironment: 4,
    Io: 5,
    Decoding: 6,
    InvalidConfig: 7,
    InvalidNetns: 8,
    TryAgainLater: 11,
    NotAvailable: 50,
    LimitedConnectivity: 51,
    Internal: 999,
  });
});

Deno.test("what a process or a machine has no more of is an error to try again after, and says what it is", () => {
  const used = (code: string) => Object.assign(new Error("open failed"), { code });
  for (const code of ["EMFILE", "ENFILE", "ENOMEM", "EAGAIN"]) {
    const error = toCniError(new Error("cannot attach", { cause: used(code) }));
    assert.equal(error.code, 11, code);
    assert.equal(error.msg, "cannot attach");
    assert.notEqual(error.details, "");
  }
  assert.equal(
    exhaustedError(used("EMFILE"), "cannot attach bond0")?.msg,
    "cannot attach bond0: open failed",
  );
  assert.equal(exhaustedError(used("EPERM")), undefined);
  assert.equal(exhaustedError("EMFILE"), undefined);
  // What says it already stays as it is.
  const told = exhaustedError(used("ENOMEM"));
  assert.equal(exhaustedError(told), told);
  const own = new CniError(104, "refused", "x", { cause: used("ENOMEM") });
  assert.deepEqual([exhaustedError(own, "cannot")?.msg, exhaustedError(own)?.code], [
    "refused",
    11,
  ]);
});
