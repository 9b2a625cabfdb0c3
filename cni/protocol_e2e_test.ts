/** The protocol through the built program: what needs neither privileges nor a kernel with bonding. */

import assert from "node:assert/strict";
import {
  attachmentVariables,
  callExecutable,
  type PluginCall,
  pluginCommand,
  type PluginReply,
  replyObject,
} from "./testing.ts";
import { CNI_VERSIONS } from "./version.ts";

const COMMAND = pluginCommand();

const CONFIG = {
  cniVersion: "1.1.0",
  name: "bond-net",
  type: "bond",
  mode: "active-backup",
  miimon: "100",
  linksInContainer: true,
  links: [{ name: "net1" }, { name: "net2" }],
};

function call(
  command: string | undefined,
  stdin: PluginCall["stdin"] = CONFIG,
  changes: Record<string, string | undefined> = {},
): Promise<PluginReply> {
  const variables = attachmentVariables(command ?? "", { CNI_COMMAND: command, ...changes });
  return callExecutable(COMMAND, { variables, stdin });
}

async function failure(
  reply: Promise<PluginReply>,
): Promise<{ code: number; msg: string; details: string }> {
  const { exitCode, ...rest } = await reply;
  assert.notEqual(exitCode, 0);
  const { code, msg, details = "" } = replyObject({ exitCode, ...rest });
  assert.ok(typeof code === "number" && code > 0);
  assert.ok(typeof msg === "string" && msg !== "");
  assert.ok(typeof details === "string");
  return { code, msg, details };
}

Deno.test("without a command and without stdin, about and versions on stderr, exit 0", async () => {
  const reply = await callExecutable(COMMAND, { variables: {} });
  assert.deepEqual([reply.exitCode, reply.stdout], [0, ""]);
  assert.match(reply.stderr, /bond/);
  assert.ok(reply.stderr.includes(CNI_VERSIONS.join(", ")), reply.stderr);
});

Deno.test("missing variables are listed in order; DEL does without CNI_NETNS", async () => {
  for (
    const [command, missing] of [
      ["ADD", "CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH"],
      ["CHECK", "CNI_CONTAINERID,CNI_NETNS,CNI_IFNAME,CNI_PATH"],
      ["DEL", "CNI_CONTAINERID,CNI_IFNAME,CNI_PATH"],
      ["GC", "CNI_PATH"],
      ["STATUS", "CNI_PATH"],
    ] as const
  ) {
    const reply = callExecutable(COMMAND, { variables: { CNI_COMMAND: command }, stdin: CONFIG });
    const { code, msg } = await failure(reply);
    assert.deepEqual([code, msg], [4, `required env variables [${missing}] missing`]);
  }
});

Deno.test("VERSION needs nothing else, whatever is on stdin", async () => {
  for (const stdin of ["", "garbage", { cniVersion: "0.4.0" }]) {
    const reply = await callExecutable(COMMAND, { variables: { CNI_COMMAND: "VERSION" }, stdin });
    assert.equal(reply.exitCode, 0);
    const { cniVersion, supportedVersions } = replyObject(reply);
    assert.equal(cniVersion, typeof stdin === "string" ? "1.1.0" : "0.4.0");
    assert.deepEqual(supportedVersions, [...CNI_VERSIONS]);
  }
});

Deno.test("a bad container ID is code 4, with the ID", async () => {
  for (const id of ["a b", "-x", "é"]) {
    const error = await failure(call("ADD", CONFIG, { CNI_CONTAINERID: id }));
    assert.deepEqual(error, { code: 4, msg: "invalid characters in containerID", details: id });
  }
});

Deno.test("a bad interface name is code 4", async () => {
  for (
    const [name, msg] of [
      ["a".repeat(16), "interface name is too long"],
      ["é".repeat(8), "interface name is too long"],
      ["..", "interface name is . or .."],
      ["a/b", "interface name contains / or : or whitespace characters"],
    ] as const
  ) {
    const error = await failure(call("ADD", CONFIG, { CNI_IFNAME: name }));
    assert.deepEqual([error.code, error.msg], [4, msg]);
  }
});

Deno.test("an unknown command is code 4, with invalid stdin code 6", async () => {
  assert.deepEqual(await failure(call("NOPE")), {
    code: 4,
    msg: "unknown CNI_COMMAND: NOPE",
    details: "",
  });
  assert.equal((await failure(call("NOPE", "garbage"))).code, 6);
});

Deno.test("stdin that is no configuration is code 6, one without a good name code 7", async () => {
  for (const stdin of ["", "[]", '"x"', "{", '{"name":"n","cniVersion":1}']) {
    assert.equal((await failure(call("ADD", stdin))).code, 6, stdin);
  }
  const unnamed = await failure(call("ADD", "{}"));
  assert.deepEqual([unnamed.code, unnamed.msg], [7, "missing network name"]);
  for (const name of ["a b", "a/b"]) {
    assert.equal((await failure(call("ADD", { ...CONFIG, name }))).code, 7);
  }
});

Deno.test("a version that is not supported is code 1, and shows both sides", async () => {
  for (const cniVersion of ["1.0", "9.9.9"]) {
    const error = await failure(call("ADD", { ...CONFIG, cniVersion }));
    assert.deepEqual([error.code, error.msg], [1, "incompatible CNI versions"]);
    assert.match(
      error.details,
      new RegExp(`^config is "${cniVersion}", plugin supports \\["0\\.1`),
    );
  }
});

Deno.test("CHECK, GC and STATUS want a configuration that has them", async () => {
  for (const [command, cniVersion] of [["CHECK", "0.3.1"], ["GC", "1.0.0"], ["STATUS", "1.0.0"]]) {
    const error = await failure(call(command, { ...CONFIG, cniVersion }));
    assert.deepEqual([error.code, error.msg], [1, `config version does not allow ${command}`]);
  }
});

Deno.test("ADD and DEL in the program's own namespace are code 8", async () => {
  for (const command of ["ADD", "DEL"]) {
    const error = await failure(call(command, CONFIG, { CNI_NETNS: "/proc/self/ns/net" }));
    assert.deepEqual(
      [error.code, error.msg],
      [8, "plugin's netns and netns from CNI_NETNS should not be the same"],
    );
  }
});

Deno.test("a CNI_NETNS that is a regular file is an error of ADD and CHECK", async () => {
  const file = Deno.makeTempFileSync();
  try {
    const prevResult = { cniVersion: "1.1.0", interfaces: [{ name: "eth0", sandbox: file }] };
    for (const command of ["ADD", "CHECK"]) {
      const error = await failure(call(command, { ...CONFIG, prevResult }, { CNI_NETNS: file }));
      assert.ok(`${error.msg} ${error.details}`.includes(file), error.msg);
    }
  } finally {
    Deno.removeSync(file);
  }
});
