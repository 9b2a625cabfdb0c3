import assert from "node:assert/strict";
import { CniError, parseCniError, toCniError } from "./errors.ts";

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
