/** For tests: a kernel that is a function, and patience with the real one. */
import { Attributes } from "./attribute.ts";
import { getLink } from "./link.ts";
import type { Link } from "./link_types.ts";
import { decodeMessages, encodeMessage, NLMSG_DONE, NLMSG_ERROR } from "./message.ts";
import { Rtnetlink } from "./socket.ts";
import type { Transport } from "./transport.ts";

/** A request as the fake kernel sees it. */
export interface FakeRequest {
  /** RTM_… */
  readonly type: number;
  /** NLM_F_… */
  readonly flags: number;
  /** Its number, which answers repeat. */
  readonly sequence: number;
  /** The fixed structure and the attributes. */
  readonly payload: Uint8Array;
}

/** One datagram that the fake kernel sends back; an error number and its words, or messages. */
export type FakeReply = Uint8Array<ArrayBuffer>;

/** A conversation with `kernel`, which returns the datagrams that answer each request. */
export function fakeRtnetlink(kernel: (request: FakeRequest) => readonly FakeReply[]): Rtnetlink {
  return new Rtnetlink(new FakeTransport(kernel));
}

class FakeTransport implements Transport {
  readonly port = 0;
  readonly #kernel: (request: FakeRequest) => readonly FakeReply[];
  #waiting: FakeReply[] = [];

  constructor(kernel: (request: FakeRequest) => readonly FakeReply[]) {
    this.#kernel = kernel;
  }

  send(datagram: Uint8Array<ArrayBuffer>): void {
    for (const { type, flags, sequence, payload } of decodeMessages(datagram)) {
      this.#waiting.push(...this.#kernel({ type, flags, sequence, payload: payload.slice() }));
    }
  }

  receive(): Uint8Array | undefined {
    return this.#waiting.shift();
  }

  [Symbol.dispose](): void {}
}

/** A message of the fake kernel. */
export interface FakeMessage {
  /** RTM_… */
  readonly type: number;
  /** NLM_F_…; none if not given. */
  readonly flags?: number;
  /** The fixed structure and the attributes. */
  readonly payload: Uint8Array;
  /** The request's, if not given. */
  readonly sequence?: number;
  /** 0, the port of the conversation, if not given; another one for what the kernel tells to all. */
  readonly port?: number;
}

/** A datagram of messages that answer `request`. */
export function reply(request: FakeRequest, ...messages: readonly FakeMessage[]): FakeReply {
  const encoded = messages.map(({ port = 0, ...message }) => {
    const bytes = encodeMessage({ flags: 0, sequence: request.sequence, ...message });
    new DataView(bytes.buffer).setUint32(12, port, true);
    return bytes;
  });
  const datagram = new Uint8Array(encoded.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const bytes of encoded) {
    datagram.set(bytes, offset);
    offset += bytes.length;
  }
  return datagram;
}

/** The acknowledgement of `request`: errno 0 for success. */
export function acknowledge(request: FakeRequest, errno = 0, words = ""): FakeReply {
  const text = new TextEncoder().encode(words + "\0");
  const attribute = words === "" ? new Uint8Array() : Uint8Array.of(
    ...[(text.length + 4) & 0xff, 0, 1, 0],
    ...text,
    ...new Array((4 - text.length % 4) % 4).fill(0),
  );
  const payload = new Uint8Array(20 + attribute.length);
  const view = new DataView(payload.buffer);
  view.setInt32(0, -errno, true);
  view.setUint32(4, 16, true);
  payload.set(attribute, 20);
  // NLM_F_CAPPED: only the request's header is returned; NLM_F_ACK_TLVS: attributes follow.
  return reply(request, { type: NLMSG_ERROR, flags: words === "" ? 0x100 : 0x300, payload });
}

/** The end of a list. */
export function done(request: FakeRequest): FakeReply {
  return reply(request, { type: NLMSG_DONE, payload: new Uint8Array(4) });
}

/** The attributes of a request after a fixed structure of `length` octets. */
export function attributesOf(request: FakeRequest, length: number): Attributes {
  return new Attributes(request.payload.subarray(length));
}

/**
 * Waits until the link `index` sends what it is given, if it has a carrier: between that and sending
 * lies the kernel's link watch, up to a second of it, and what comes earlier is dropped without a word.
 */
export async function untilOperational(rt: Rtnetlink, index: number): Promise<void> {
  const isReady = ({ running, operState }: Link) => !running || operState === "up";
  while (!isReady(getLink(rt, index))) await new Promise((resolve) => setTimeout(resolve, 10));
}
