import assert from "node:assert/strict";
import { commandScript } from "./script.ts";

/** What a POSIX shell makes of a script. */
function shell(script: string) {
  const { code, stdout } = new Deno.Command("sh", { args: ["-c", script], stderr: "null" })
    .outputSync();
  return { code, stdout: new TextDecoder().decode(stdout) };
}

Deno.test("the script runs the command in its folder, with its environment, and has its status", () => {
  const command = ["sh", "-c", 'pwd; printf %s "$ODD"; exit $0', "9"];
  const { code, stdout } = shell(commandScript(command, "/usr", { ODD: "it's", "NOT-A-NAME": "" }));
  assert.deepEqual({ code, stdout }, { code: 9, stdout: "/usr\nit's" });
});

Deno.test("a folder that vanished is a failure, not another folder", () => {
  assert.equal(shell(commandScript(["true"], "/nonexistent")).code, 126);
});
