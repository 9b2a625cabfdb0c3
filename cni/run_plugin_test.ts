import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "./json.ts";
import { runPlugin } from "./run_plugin.ts";
import { assertFailure, call, CONFIG, Recorder } from "./testdata/recorder.ts";
import { callPluginHere, replyObject } from "./testing.ts";
import { CNI_VERSIONS } from "./version.ts";

Deno.test("without a command, about and versions go to stderr, and the exit code is 0", async () => {
  const reply = await callPluginHere(new Recorder(), { variables: {} });
  assert.deepEqual(reply, {
    exitCode: 0,
    stdout: "",
    stderr: "CNI recorder plugin v1\n" +
      "CNI protocol versions supported: 0.1.0, 0.2.0, 0.3.0, 0.3.1, 0.4.0, 1.0.0, 1.1.0\n",
  });
});

Deno.test("VERSION works with empty, absent and garbage stdin, and echoes a version it knows", async () => {
  const version = async (stdin: string | JsonObject) => {
    const reply = await callPluginHere(new Recorder(), {
      variables: { CNI_COMMAND: "VERSION" },
      stdin,
    });
    assert.equal(reply.exitCode, 0);
    assert.match(reply.stdout, /^[^\n]+\n$/);
    return replyObject(reply)["cniVersion"];
  };
  for (const stdin of ["", "garbage", "[]", '{"cniVersion":"9.9.9"}', '{"cniVersion":5}']) {
    assert.equal(await version(stdin), "1.1.0");
  }
  assert.equal(await version({ cniVersion: "0.4.0" }), "0.4.0");
});

Deno.test("VERSION lists all seven versions in order", async () => {
  const reply = await callPluginHere(new Recorder(), { variables: { CNI_COMMAND: "VERSION" } });
  assert.deepEqual(replyObject(reply)["supportedVersions"], [...CNI_VERSIONS]);
});

Deno.test("an unknown command is code 4, after stdin was found good; with invalid stdin code 6", async () => {
  assertFailure(await call("NOPE"), 4, "unknown CNI_COMMAND: NOPE");
  assertFailure(await call("add"), 4, "unknown CNI_COMMAND: add");
  assertFailure(await call("toString"), 4, "unknown CNI_COMMAND: toString");
  assertFailure(await call("NOPE", "garbage"), 6, /^error unmarshall network config: /);
  assertFailure(await call("NOPE", "{}"), 7, "missing network name");
});

Deno.test("a version that is not one, to the letter, is code 1 and shows both sides", async () => {
  for (const cniVersion of ["1.0", "9.9.9", "abc", "1.1.0 "]) {
    const error = assertFailure(
      await call("ADD", { ...CONFIG, cniVersion }),
      1,
      "incompatible CNI versions",
    );
    assert.equal(
      error["details"],
      `config is "${cniVersion}", plugin supports ` +
        '["0.1.0" "0.2.0" "0.3.0" "0.3.1" "0.4.0" "1.0.0" "1.1.0"]',
    );
  }
});

Deno.test("CHECK needs 0.4.0, GC and STATUS need 1.1.0; 1.1.0 has all", async () => {
  const at = (command: string, cniVersion: string) => call(command, { ...CONFIG, cniVersion });
  assertFailure(await at("CHECK", "0.3.1"), 1, "config version does not allow CHECK");
  assertFailure(await at("CHECK", ""), 1, "config version does not allow CHECK");
  assertFailure(await at("GC", "1.0.0"), 1, "config version does not allow GC");
  assertFailure(await at("STATUS", "1.0.0"), 1, "config version does not allow STATUS");
  assertFailure(await at("CHECK", "9.9.9"), 1, "plugin version does not allow CHECK");
  assertFailure(await at("CHECK", "1.0"), 1, "incompatible CNI versions");
  assertFailure(await at("CHECK", "abc"), 6, /"abc" is not a number/);
  for (const command of ["CHECK", "GC", "STATUS"]) {
    assert.equal((await at(command, "1.1.0")).exitCode, 0);
  }
  assert.equal((await at("CHECK", "0.4.0")).exitCode, 0);
});

Deno.test("whatever is wrong, stdout is one error object with a code and a message", async () => {
  const word = fc.constantFrom("ADD", "DEL", "CHECK", "GC", "STATUS", "NOPE", "", "x y");
  const variables = fc.record({
    CNI_COMMAND: fc.constantFrom("ADD", "DEL", "CHECK", "GC", "STATUS", "NOPE"),
    CNI_CONTAINERID: word,
    CNI_NETNS: word,
    CNI_IFNAME: word,
    CNI_PATH: word,
  });
  const stdin = fc.oneof(
    fc.uint8Array({ maxLength: 50 }),
    fc.json(),
    fc.constantFrom(JSON.stringify(CONFIG), '{"name":"n","cniVersion":"0.1.0"}'),
  );
  await fc.assert(fc.asyncProperty(variables, stdin, async (variables, stdin) => {
    const reply = await callPluginHere(new Recorder(), { variables, stdin });
    if (reply.exitCode === 0) return;
    assert.equal(reply.exitCode, 1);
    const error = replyObject(reply);
    assert.equal(typeof error["code"], "number");
    assert.ok(error["code"] !== 0);
    assert.ok(typeof error["msg"] === "string" && error["msg"] !== "");
    assert.equal(typeof error["cniVersion"], "string");
  }));
});

Deno.test("ADD and DEL in the plugin's own namespace are code 8 before any work", async () => {
  const variables = { CNI_NETNS: "/proc/self/ns/net" };
  for (const command of ["ADD", "DEL"]) {
    const plugin = new Recorder();
    const reply = await call(command, CONFIG, { plugin, variables });
    assertFailure(reply, 8, "plugin's netns and netns from CNI_NETNS should not be the same");
    assert.equal(plugin.calls.length, 0);
    const overridden = { ...variables, CNI_NETNS_OVERRIDE: "1" };
    assert.equal((await call(command, CONFIG, { plugin, variables: overridden })).exitCode, 0);
  }
  assert.equal((await call("CHECK", CONFIG, { variables })).exitCode, 0);
});

Deno.test("stdin that cannot be read is code 5", async () => {
  let stdout = "";
  const exitCode = await runPlugin(new Recorder(), {
    variables: { CNI_COMMAND: "GC", CNI_PATH: "/x" },
    readStdin() {
      throw new Error("Is a directory");
    },
    readStdinWithin: () => Promise.resolve(new Uint8Array()),
    writeStdout(bytes) {
      stdout += new TextDecoder().decode(bytes);
    },
    writeStderr() {},
    onInterrupt: () => ({ [Symbol.dispose]() {} }),
  });
  assertFailure({ exitCode, stdout, stderr: "" }, 5, "error reading from stdin: Is a directory");
});
