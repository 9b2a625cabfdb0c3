import assert from "node:assert/strict";
import { Writer } from "./attribute.ts";
import { receiveEvents } from "./monitor.ts";
import type { Request } from "./socket.ts";
import { acknowledge, type FakeRequest, fakeRtnetlink, reply } from "./testing.ts";

const request: Request = { operation: "ask", type: 18, payload: new Uint8Array(16) };
const newLink = (name: string) => ({
  type: 16,
  payload: new Writer().raw(new Uint8Array(16)).text(3, name).finish(),
});
/** The port of another process, at whose request something changed. */
const OTHER = 4711;

Deno.test("what changed at another process's request is heard, even under our sequence number", () => {
  let asked: FakeRequest | undefined;
  using rt = fakeRtnetlink((request) => {
    asked = request;
    return [reply(request, { ...newLink("theirs"), port: OTHER }), acknowledge(request)];
  });
  assert.deepEqual(rt.request(request), []);
  assert.equal(asked?.sequence, 1);
  const [event] = receiveEvents(rt, 1);
  assert.ok(event?.event === "link");
  assert.equal(event.link.name, "theirs");
  assert.deepEqual(receiveEvents(rt, 1), []);
});

Deno.test("messages that are no changes of links, addresses or routes are passed over", () => {
  using rt = fakeRtnetlink((request) => [
    reply(request, { type: 36, payload: new Uint8Array(20), port: OTHER }),
    // A bridge tells of its port: AF_BRIDGE.
    reply(request, { type: 16, payload: Uint8Array.of(7, ...new Array(15).fill(0)), port: OTHER }),
    acknowledge(request),
  ]);
  rt.request(request);
  assert.deepEqual(receiveEvents(rt, 1), []);
});
