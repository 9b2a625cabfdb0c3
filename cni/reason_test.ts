import assert from "node:assert/strict";
import { reasonOf } from "./reason.ts";

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

Deno.test("the reason of the operating system is told without numbers and names of calls", () => {
  assert.equal(reasonOf(thrownBy(() => Deno.readTextFileSync("/"))), "is a directory");
  assert.equal(reasonOf(thrownBy(() => Deno.readDirSync("/dev/null"))), "not a directory");
});

Deno.test("what is absent is said to be absent", () => {
  assert.equal(
    reasonOf(thrownBy(() => Deno.statSync("/absent"))),
    "there is no such file or folder",
  );
});

Deno.test("any other error says what it says", () => {
  assert.equal(reasonOf(new Error("No more")), "No more");
  assert.equal(reasonOf("text"), "text");
});
