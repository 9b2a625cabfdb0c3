import assert from "node:assert/strict";
import { processHost } from "./host.ts";
import { attachmentVariables, callExecutable, replyObject } from "./testing.ts";

const SAMPLE = new URL("./testdata/sample_plugin.ts", import.meta.url).pathname;
const COMMAND = [Deno.execPath(), "run", "-A", "--no-check", SAMPLE];

const variables = attachmentVariables("ADD");
const config = { cniVersion: "1.1.0", name: "n", type: "sample" };

function start(command = "ADD"): Deno.ChildProcess {
  const [path = "", ...args] = COMMAND;
  return new Deno.Command(path, {
    args,
    env: { ...variables, CNI_COMMAND: command } as Record<string, string>,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function give(child: Deno.ChildProcess, stdin: unknown): Promise<void> {
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(stdin)));
  await writer.close();
}

/** Reads the child's stderr until it says `word`. */
async function until(child: Deno.ChildProcess, word: string): Promise<ReadableStream<Uint8Array>> {
  const [stream, rest] = child.stderr.tee();
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  for (let text = ""; !text.includes(word);) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`the plugin ended without saying ${word}: ${text}`);
    text += decoder.decode(value, { stream: true });
  }
  void reader.cancel();
  return rest;
}

Deno.test("a process prints one result on stdout, its log on stderr, and exits with 0", async () => {
  const reply = await callExecutable(COMMAND, { variables, stdin: config });
  assert.deepEqual([reply.exitCode, reply.stderr], [0, "working\n"]);
  assert.equal(replyObject(reply)["cniVersion"], "1.1.0");
});

Deno.test("a process that fails exits with 1, its error on stdout", async () => {
  const reply = await callExecutable(COMMAND, { variables, stdin: "garbage" });
  assert.deepEqual([reply.exitCode, replyObject(reply)["code"]], [1, 6]);
});

Deno.test("when nobody reads stdout any more, the plugin unwinds and the process fails", async () => {
  const child = start();
  await give(child, { ...config, waitMs: 300 });
  await child.stdout.cancel();
  const [stderr, { code }] = await Promise.all([
    new Response(child.stderr).text(),
    child.status,
  ]);
  assert.equal(code, 1);
  assert.match(stderr, /working\nunwound\n/);
  assert.match(stderr, /stdout is closed/);
});

Deno.test("a full disk behind stdout is noticed as a closed pipe is", async () => {
  const shell = ["/bin/sh", "-c", `exec "$@" > /dev/full`, "sh", ...COMMAND];
  const reply = await callExecutable(shell, { variables, stdin: config });
  assert.equal(reply.exitCode, 1);
  assert.match(reply.stderr, /working\nunwound\n/);
});

Deno.test("SIGTERM and SIGINT make the plugin unwind and answer with one error", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const child = start();
    await give(child, { ...config, waitMs: 60_000 });
    const stderr = await until(child, "working");
    child.kill(signal);
    const [stdout, log, { code }] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(stderr).text(),
      child.status,
    ]);
    assert.equal(code, 1);
    const { code: number, msg } = JSON.parse(stdout);
    assert.deepEqual([number, msg], [11, `interrupted by ${signal}`]);
    assert.match(log, /unwound/);
  }
});

Deno.test("VERSION does not wait for a stdin that nobody closes", async () => {
  const child = start("VERSION");
  const [stdout, { code }] = await Promise.all([
    new Response(child.stdout).text(),
    child.status,
    child.stderr.cancel(),
  ]);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).cniVersion, "1.1.0");
  await child.stdin.abort().catch(() => {});
});

Deno.test("stdin comes whole, however large it is", async () => {
  const padding = "x".repeat(300_000);
  const reply = await callExecutable(COMMAND, { variables, stdin: { ...config, padding } });
  assert.equal(reply.exitCode, 0);
});

Deno.test("stdin is read to its end, whatever the size of its parts", () => {
  const { readSync } = Deno.stdin;
  const parts = [new Uint8Array(70_000).fill(1), new Uint8Array(3).fill(2)];
  Deno.stdin.readSync = (buffer) => {
    assert(buffer.length > 0);
    const [part] = parts;
    if (!part) return null;
    const taken = part.subarray(0, buffer.length);
    buffer.set(taken);
    if (taken.length === part.length) parts.shift();
    else parts[0] = part.subarray(taken.length);
    return taken.length;
  };
  try {
    const read = processHost().readStdin();
    assert.deepEqual([read.length, read[69_999], read[70_000]], [70_003, 1, 2]);
  } finally {
    Deno.stdin.readSync = readSync;
  }
});
