import assert from "node:assert/strict";
import { CniError } from "./errors.ts";
import { type Host, MemoryHost } from "./host.ts";
import type { Invocation } from "./invocation.ts";
import type { JsonObject } from "./json.ts";
import type { Plugin } from "./plugin.ts";
import { emptyResult } from "./result.ts";
import { runPlugin } from "./run_plugin.ts";
import { assertFailure, call, CONFIG, Recorder, RESULT } from "./testdata/recorder.ts";
import { attachmentVariables, callPluginHere, replyObject } from "./testing.ts";
import { CNI_VERSIONS } from "./version.ts";

Deno.test("DEL, CHECK, GC and STATUS that succeed print nothing", async () => {
  for (const command of ["DEL", "CHECK", "GC", "STATUS"]) {
    assert.deepEqual(await call(command), { exitCode: 0, stdout: "", stderr: "" });
  }
});

Deno.test("a plugin without CHECK, GC or STATUS succeeds at them, after the version was checked", async () => {
  const { about, add, del } = new Recorder();
  const plugin = { about, add, del };
  for (const command of ["CHECK", "GC", "STATUS"]) {
    assert.equal((await call(command, CONFIG, { plugin })).exitCode, 0);
    const old = await call(command, { ...CONFIG, cniVersion: "0.3.1" }, { plugin });
    assertFailure(old, 1, `config version does not allow ${command}`);
  }
});

Deno.test("ADD prints one result, in the configuration's version; logs go to stderr", async () => {
  const plugin = new Recorder(undefined, (invocation, commit) => {
    invocation.log("working");
    commit(RESULT);
    return Promise.resolve();
  });
  for (const cniVersion of CNI_VERSIONS) {
    const reply = await call("ADD", { ...CONFIG, cniVersion }, { plugin });
    assert.equal(reply.exitCode, 0);
    assert.equal(replyObject(reply)["cniVersion"], cniVersion);
    assert.equal(reply.stderr, "working\n");
  }
});

Deno.test("a plugin's own code and details come through; anything else is code 999", async () => {
  const failing = (error: unknown) => ({
    plugin: new Recorder(() => {
      throw error;
    }),
  });
  const own = await call("DEL", CONFIG, failing(new CniError(11, "busy", "later")));
  assert.deepEqual(replyObject(own), {
    cniVersion: "1.1.0",
    code: 11,
    msg: "busy",
    details: "later",
  });
  assertFailure(await call("DEL", CONFIG, failing(new TypeError("boom"))), 999, "boom");
  // Zero on the wire could be read as success.
  assertFailure(await call("DEL", CONFIG, failing(new CniError(0, "it died"))), 999, "it died");
});

Deno.test("a result that nobody can read any more reaches the plugin as an exception", async () => {
  let seen: unknown;
  const plugin = new Recorder(undefined, (_, commit) => {
    try {
      commit(RESULT);
    } catch (error) {
      seen = error;
      throw error;
    }
    return Promise.resolve();
  });
  const reply = await call("ADD", CONFIG, { plugin, brokenStdout: true });
  assert.ok(seen instanceof Deno.errors.BrokenPipe);
  assert.deepEqual([reply.exitCode, reply.stdout], [1, ""]);
  assert.match(reply.stderr, /Broken pipe/);
});

Deno.test("a result that its version cannot express reaches the plugin, and is the one error", async () => {
  let unwound = false;
  const plugin = new Recorder(undefined, (_, commit) => {
    try {
      commit(emptyResult());
    } catch (error) {
      unwound = true;
      throw error;
    }
    return Promise.resolve();
  });
  const reply = await call("ADD", { ...CONFIG, cniVersion: "0.2.0" }, { plugin });
  assertFailure(reply, 7, "cannot convert: no valid IP addresses");
  assert.equal(unwound, true);
});

Deno.test("an error after the result leaves stdout as it is", async () => {
  const plugin = new Recorder(undefined, (_, commit) => {
    commit(RESULT);
    return Promise.reject(new Error("too late"));
  });
  const reply = await call("ADD", CONFIG, { plugin });
  assert.equal(reply.exitCode, 1);
  assert.equal(replyObject(reply)["code"], undefined);
  assert.match(reply.stderr, /after the result: too late/);
});

Deno.test("an ADD without a result, and one with two, are failures", async () => {
  const none = new Recorder(undefined, () => Promise.resolve());
  assertFailure(await call("ADD", CONFIG, { plugin: none }), 999, "ADD has no result");
  const two = new Recorder(undefined, (_, commit) => {
    commit(RESULT);
    commit(RESULT);
    return Promise.resolve();
  });
  const reply = await call("ADD", CONFIG, { plugin: two });
  assert.equal(reply.exitCode, 1);
  assert.deepEqual(replyObject(reply)["ips"], RESULT.ips);
});

Deno.test("SIGTERM arrives as the invocation's signal, with an error to throw as its reason", async () => {
  const controller = new AbortController();
  const plugin = new Recorder(undefined, async ({ signal }) => {
    controller.abort();
    await Promise.resolve();
    signal.throwIfAborted();
  });
  const reply = await callPluginHere(plugin, {
    variables: attachmentVariables("ADD"),
    stdin: CONFIG,
    signal: controller.signal,
  });
  assertFailure(reply, 11, "interrupted by SIGTERM");
});

Deno.test("signals are listened for by what has something to put back, or a child to end, alone", async () => {
  const listens = async (command: string, config: JsonObject) => {
    let heard = false;
    const host = new MemoryHost({
      variables: {
        CNI_COMMAND: command,
        CNI_CONTAINERID: "c1",
        CNI_NETNS: "/run/netns/absent",
        CNI_IFNAME: "net1",
        CNI_PATH: "/opt/cni/bin",
      },
      stdin: new TextEncoder().encode(JSON.stringify(config)),
    });
    host.onInterrupt = () => {
      heard = true;
      return { [Symbol.dispose]() {} };
    };
    await runPlugin(new Recorder(), host);
    return heard;
  };
  const config = { ...CONFIG, cniVersion: "1.1.0" };
  const withIpam = { ...config, ipam: { type: "host-local" } };
  const heard: string[] = [];
  for (const command of ["ADD", "CHECK", "DEL", "GC", "STATUS"]) {
    if (await listens(command, config)) heard.push(command);
    if (await listens(command, withIpam)) heard.push(`${command} with IPAM`);
  }
  assert.deepEqual(heard, [
    ...["ADD", "ADD with IPAM", "CHECK with IPAM", "DEL with IPAM"],
    ...["GC", "GC with IPAM", "STATUS with IPAM"],
  ]);
});

Deno.test("an ADD that is over in a moment puts signals off, one with IPAM or that waits hears them", async () => {
  const log: string[] = [];
  const told = (word: string): Disposable => {
    log.push(word);
    return { [Symbol.dispose]: () => void log.push(`no longer ${word}`) };
  };
  const served = async (config: JsonObject, work: (invocation: Invocation) => void = () => {}) => {
    const variables = attachmentVariables("ADD") as Record<string, string>;
    const stdin = new TextEncoder().encode(JSON.stringify(config));
    const host: Host = new MemoryHost({ variables, stdin });
    host.onInterrupt = () => told("heard");
    host.putOffInterrupts = () => told("put off");
    const recorder = new Recorder(undefined, (invocation, commit) => {
      work(invocation);
      return Promise.resolve(commit(RESULT));
    });
    const brief: Plugin = Object.assign(recorder, { brief: true as const });
    await runPlugin(brief, host);
    return log.splice(0);
  };
  assert.deepEqual(await served(CONFIG), ["put off", "no longer put off"]);
  assert.deepEqual(
    await served(CONFIG, ({ waits }) => waits?.()),
    ["put off", "heard", "no longer heard", "no longer put off"],
  );
  const withIpam = { ...CONFIG, ipam: { type: "host-local" } };
  assert.deepEqual(await served(withIpam), ["heard", "no longer heard"]);
});

Deno.test("a call that has to wait hears signals from then on, and answers", async () => {
  let interrupt = (_signal: string) => {};
  let stopped = false;
  const host = new MemoryHost({
    variables: {
      CNI_COMMAND: "DEL",
      CNI_CONTAINERID: "c1",
      CNI_IFNAME: "net1",
      CNI_PATH: "/opt/cni/bin",
    },
    stdin: new TextEncoder().encode(JSON.stringify(CONFIG)),
  });
  host.onInterrupt = (called) => {
    interrupt = called;
    return { [Symbol.dispose]: () => void (stopped = true) };
  };
  const plugin = new Recorder(({ signal, waits }) => {
    waits?.();
    interrupt("SIGTERM");
    signal.throwIfAborted();
  });
  assert.equal(await runPlugin(plugin, host), 1);
  const { code, msg } = JSON.parse(new TextDecoder().decode(host.stdout));
  assert.deepEqual([code, msg, stopped], [11, "interrupted by SIGTERM", true]);
});

Deno.test("the plugin is given exact stdin, all variables, and what they say", async () => {
  const plugin = new Recorder();
  const text = `  ${JSON.stringify({ ...CONFIG, x: "\u00e9" })}\n`;
  const variables = { CNI_ARGS: "IP=10.0.0.1", CNI_PATH: "/a:/b", OTHER: "1" };
  await call("CHECK", text, { plugin, variables });
  const [invocation] = plugin.calls;
  assert.ok(invocation);
  assert.equal(new TextDecoder().decode(invocation.stdin), text);
  assert.equal(invocation.environment["OTHER"], "1");
  assert.equal(invocation.args.get("IP"), "10.0.0.1");
  assert.deepEqual(invocation.path, ["/a", "/b"]);
  assert.deepEqual(invocation.config.raw["x"], "\u00e9");
  assert.deepEqual([invocation.command, invocation.ifname], ["CHECK", "eth0"]);
});
