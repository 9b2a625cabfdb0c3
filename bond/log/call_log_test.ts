import assert from "node:assert/strict";
import { CniError } from "../../cni/mod.ts";
import type { LogLevel } from "../policy/mod.ts";
import { CallLog, TAKING_BACK } from "./call_log.ts";

const HEAD = { command: "ADD", network: "net", containerId: "c1", ifname: "bond0" };

/** Writes down a call that fails, and returns the lines of `level`. */
function linesOf(level: LogLevel): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = new CallLog(
    HEAD,
    { level, write: (line) => void lines.push(line) },
    () => assert.fail(),
  );
  log.step("look up link net1", { changes: false });
  log.step("create bond bond0", { changes: true });
  log.message("a\nb\u001b[2J");
  log.end(new CniError(104, "cannot create bond0", "why"));
  for (const line of lines) assert.doesNotMatch(line, /\p{Cc}/u);
  return lines.map((line) => JSON.parse(line));
}

Deno.test("each line of a call is one JSON object that names the call, and levels say which there are", () => {
  const texts = (level: LogLevel) => linesOf(level).map(({ step, message }) => step ?? message);
  assert.deepEqual(texts("error"), ["cannot create bond0"]);
  assert.deepEqual(texts("info"), ["create bond bond0", "a\nb\\u001b[2J", "cannot create bond0"]);
  assert.deepEqual(texts("debug"), ["look up link net1", ...texts("info")]);
  const lines = linesOf("debug");
  assert.equal(new Set(lines.map(({ id }) => id)).size, 1);
  for (const { time, pid, command, network, containerId, ifname } of lines) {
    assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.equal(pid, Deno.pid);
    assert.deepEqual({ command, network, containerId, ifname }, HEAD);
  }
  const { level, code, details } = lines.at(-1) ?? {};
  assert.deepEqual({ level, code, details }, { level: "error", code: 104, details: "why" });
});

Deno.test("two calls have two identities", () => {
  assert.notEqual(linesOf("info")[0]?.["id"], linesOf("info")[0]?.["id"]);
});

Deno.test("the last steps are those before a failure, not what takes them back", () => {
  const log = new CallLog(HEAD, undefined, () => {});
  for (const step of ["a", "b", "c", "d", "e"]) log.step(step, { changes: true });
  log.step("look", { changes: false });
  log.step(TAKING_BACK, { changes: true });
  log.step("undo e", { changes: true });
  assert.deepEqual(log.lastSteps, ["b", "c", "d", "e"]);
});

Deno.test("a log that cannot be written is complained of once, and changes nothing else", () => {
  const problems: string[] = [];
  const sink = { level: "debug" as const, write: () => "there is no room" };
  const log = new CallLog(HEAD, sink, (problem) => void problems.push(problem));
  for (const step of ["a", "b"]) log.step(step, { changes: true });
  log.end();
  assert.deepEqual(problems, ["there is no room"]);
});
