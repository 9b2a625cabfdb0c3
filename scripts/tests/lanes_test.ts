import assert from "node:assert/strict";
import { type Job, runInLanes, type Sink } from "./lanes.ts";

const octets = (text: string) => new TextEncoder().encode(text);
const texts = (output: readonly Uint8Array[]) =>
  output.map((chunk) => new TextDecoder().decode(chunk)).join("");

/** Jobs that write and end when they are told to, and what has been shown of them. */
function staged(count: number) {
  const shown: Uint8Array[] = [];
  const begun: { write: (text: string) => void; end: (code: number) => Promise<void> }[] = [];
  const jobs = Array.from({ length: count }, (_, i): Job => (sink: Sink) => {
    const { promise, resolve } = Promise.withResolvers<number>();
    begun[i] = {
      write: (text) => sink(octets(text)),
      end: async (code) => {
        resolve(code);
        await new Promise((done) => setTimeout(done));
      },
    };
    return promise;
  });
  return { jobs, begun, shown: () => texts(shown), show: (chunk: Uint8Array) => shown.push(chunk) };
}

Deno.test("a job begins when a lane is free, and outcomes are in the order of the jobs", async () => {
  const { jobs, begun, show } = staged(3);
  const all = runInLanes(jobs, 2, show);
  assert.equal(begun.length, 2);
  begun[1]?.write("second");
  await begun[1]?.end(1);
  assert.equal(begun.length, 3);
  await begun[2]?.end(2);
  await begun[0]?.end(0);
  const outcomes = await all;
  assert.deepEqual(outcomes.map(({ code }) => code), [0, 1, 2]);
  assert.equal(texts(outcomes[1]?.output ?? []), "second");
});

Deno.test("one job is shown as it writes, the others when it has ended, each in one piece", async () => {
  const { jobs, begun, shown, show } = staged(4);
  const all = runInLanes(jobs, 3, show);
  const [a, b, c] = begun;
  b?.write("b1 ");
  a?.write("a1 ");
  c?.write("c1 ");
  assert.equal(shown(), "a1 ");
  await c?.end(0);
  begun[3]?.write("d1 ");
  a?.write("a2 ");
  assert.equal(shown(), "a1 a2 ");
  await a?.end(0);
  assert.equal(shown(), "a1 a2 c1 b1 ");
  b?.write("b2 ");
  begun[3]?.write("d2 ");
  assert.equal(shown(), "a1 a2 c1 b1 b2 ");
  await b?.end(0);
  assert.equal(shown(), "a1 a2 c1 b1 b2 d1 d2 ");
  await begun[3]?.end(0);
  await all;
});

Deno.test("a job that fails to begin ends it all", async () => {
  await assert.rejects(
    runInLanes([() => Promise.reject(new Error("no kernel"))], 1, () => {}),
    /no kernel/,
  );
});
