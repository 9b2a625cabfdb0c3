/** Signals are ignored for a while. */

import assert from "node:assert/strict";
import { SystemError } from "./errors.ts";
import { ignoreSignals } from "./signals.ts";

const MODULE = JSON.stringify(import.meta.resolve("./signals.ts"));

/** Runs a program that sends itself SIGTERM while it ignores that, or afterwards. */
async function signalled(when: "meanwhile" | "afterwards") {
  const kill = (moment: typeof when) => moment === when ? "Deno.kill(Deno.pid, 'SIGTERM');" : "";
  const program = `
    import { ignoreSignals } from ${MODULE};
    { using _ignored = ignoreSignals([15]); ${kill("meanwhile")} console.log("lives"); }
    ${kill("afterwards")}
    await new Promise((resolve) => setTimeout(resolve, 1000));
  `;
  const { signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", program],
    stderr: "null",
  }).output();
  return [new TextDecoder().decode(stdout), signal];
}

Deno.test("a signal that is ignored does nothing, not even later", async () => {
  assert.deepEqual(await signalled("meanwhile"), ["lives\n", null]);
});

Deno.test("what ended the process before ends it again", async () => {
  assert.deepEqual(await signalled("afterwards"), ["lives\n", "SIGTERM"]);
});

Deno.test("a signal that cannot be ignored is an error", () => {
  assert.throws(
    () => ignoreSignals([9]),
    (error: unknown) => error instanceof SystemError && error.code === "EINVAL",
  );
});
