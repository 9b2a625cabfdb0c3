import assert from "node:assert/strict";
import fc from "fast-check";
import { DecodeError, NetlinkError } from "./errors.ts";
import { decodeMessages, NLM_F_DUMP_INTR } from "./message.ts";
import { type Request } from "./socket.ts";
import { acknowledge, done, type FakeRequest, fakeRtnetlink, reply } from "./testing.ts";

const request: Request = { operation: "ask", type: 18, payload: new Uint8Array(16) };
const answer = (text: string) => ({ type: 16, payload: new TextEncoder().encode(text) });
const texts = (messages: readonly { payload: Uint8Array }[]) =>
  messages.map(({ payload }) => new TextDecoder().decode(payload));

Deno.test("a request returns the messages before its acknowledgement", () => {
  using rt = fakeRtnetlink((asked) => [reply(asked, answer("one")), acknowledge(asked)]);
  assert.deepEqual(texts(rt.request(request)), ["one"]);
});

Deno.test("a refusal is a NetlinkError with the operation, the errno and the kernel's words", () => {
  using rt = fakeRtnetlink((asked) => [acknowledge(asked, 16, "the bond is up")]);
  assert.throws(() => rt.request(request), (error) => {
    assert.ok(error instanceof NetlinkError);
    assert.equal(error.message, "ask: EBUSY: the bond is up");
    assert.deepEqual([error.operation, error.errno, error.code], ["ask", 16, "EBUSY"]);
    assert.equal(error.kernelMessage, "the bond is up");
    return true;
  });
});

Deno.test("answers to another request are passed over", () => {
  using rt = fakeRtnetlink((asked) => [
    reply(asked, { ...answer("late"), sequence: asked.sequence - 1 }),
    reply(asked, answer("mine")),
    acknowledge(asked),
  ]);
  assert.deepEqual(texts(rt.request(request)), ["mine"]);
});

Deno.test("a list that changed while it was read is read again", () => {
  let times = 0;
  using rt = fakeRtnetlink((asked) => {
    const flags = ++times < 3 ? NLM_F_DUMP_INTR : 0;
    return [reply(asked, { ...answer(`try ${times}`), flags }), done(asked)];
  });
  assert.deepEqual(texts(rt.dump(request)), ["try 3"]);
});

Deno.test("a list that never stands still is an error, not half a list", () => {
  using rt = fakeRtnetlink((asked) => [
    reply(asked, { ...answer("half"), flags: NLM_F_DUMP_INTR }),
    done(asked),
  ]);
  assert.throws(() => rt.dump(request), /ask: EAGAIN: the list changed each of the 10 times/);
});

Deno.test("a list may come in several datagrams", () => {
  using rt = fakeRtnetlink((asked) => [
    reply(asked, answer("a"), answer("b")),
    reply(asked, answer("c")),
    done(asked),
  ]);
  assert.deepEqual(texts(rt.dump(request)), ["a", "b", "c"]);
});

Deno.test("no answer in time is ETIMEDOUT", () => {
  using rt = fakeRtnetlink(() => []);
  assert.throws(() => rt.request(request), { code: "ETIMEDOUT" });
});

Deno.test("garbage from the kernel is EPROTO, never a crash", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 16, maxLength: 120 }), (bytes) => {
    const garbage = (asked: FakeRequest) => {
      const datagram = new Uint8Array(bytes);
      new DataView(datagram.buffer).setUint32(8, asked.sequence, true);
      return [datagram];
    };
    using rt = fakeRtnetlink(garbage);
    try {
      rt.request(request);
    } catch (error) {
      assert.ok(error instanceof NetlinkError, String(error));
    }
  }));
});

Deno.test("a message that claims more octets than there are is a DecodeError", () => {
  const datagram = new Uint8Array(16);
  new DataView(datagram.buffer).setUint32(0, 4096, true);
  assert.throws(() => decodeMessages(datagram), DecodeError);
});

Deno.test("several requests go in one datagram, and each has its own answer", () => {
  const seen: string[] = [];
  using rt = fakeRtnetlink((asked) => {
    const text = new TextDecoder().decode(asked.payload);
    seen.push(text);
    return text === "bad!"
      ? [acknowledge(asked, 19)]
      : [reply(asked, answer(`re ${text}`)), acknowledge(asked)];
  });
  const ask = (text: string): Request => ({
    ...request,
    operation: text,
    payload: new TextEncoder().encode(text),
  });
  const [one, two, three] = rt.requestAll([ask("one!"), ask("bad!"), ask("last")]);
  assert.ok(Array.isArray(one) && Array.isArray(three) && two instanceof NetlinkError);
  assert.deepEqual([texts(one), texts(three)], [["re one!"], ["re last"]]);
  assert.deepEqual([two.operation, two.code], ["bad!", "ENODEV"]);
  assert.deepEqual(seen, ["one!", "bad!", "last"]);
  assert.deepEqual(rt.requestAll([]), []);
});

Deno.test("of several requests those without an answer are the ones that fail", () => {
  let count = 0;
  using rt = fakeRtnetlink((asked) => ++count === 1 ? [acknowledge(asked)] : []);
  const [one, two] = rt.requestAll([request, request]);
  assert.deepEqual(one, []);
  assert.ok(two instanceof NetlinkError);
  assert.equal(two.message, "ask: ETIMEDOUT: the kernel did not answer");
});
