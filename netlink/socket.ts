import { DecodeError, NetlinkError, SystemError } from "./errors.ts";
import { checked, lastErrno, libc } from "./libc.ts";
import {
  decodeAcknowledgement,
  decodeMessages,
  encodeMessage,
  type Message,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from "./message.ts";
import { type Netns } from "./netns.ts";
import { traceMessage } from "./trace.ts";

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_ROUTE = 0;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_RCVBUF = 8;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const NETLINK_GET_STRICT_CHK = 12;
const MSG_PEEK = 0x2;
const MSG_TRUNC = 0x20;
const EINTR = 4;
const EAGAIN = 11;
const EPROTO = 71;
const ENOBUFS = 105;
const ETIMEDOUT = 110;

const DEFAULT_TIMEOUT_MS = 5000;
/** The kernel gives dumps in pieces of at most 32 KiB (NLMSG_GOODSIZE and netlink_dump). */
const INITIAL_BUFFER = 32768;
const DUMP_ATTEMPTS = 10;

/** A request: the message without what the socket itself fills in. */
export interface Request {
  /** For errors: what is being done, such as `delete bond0`. */
  readonly operation: string;
  /** RTM_… */
  readonly type: number;
  /** NLM_F_… beyond NLM_F_REQUEST. */
  readonly flags?: number;
  readonly payload: Uint8Array;
}

/** Where messages go to and come from: the kernel's socket, or a stand-in for it in tests. */
export interface Transport extends Disposable {
  /** Sends the octets of one message. */
  send(message: Uint8Array<ArrayBuffer>): void;
  /** The octets of the next datagram, valid until the next call; undefined when none came in time. */
  receive(): Uint8Array | undefined;
  /** Sets how long `receive` waits, in ms. */
  setTimeout(timeoutMs: number): void;
}

/** Options of `Rtnetlink.open`. */
export interface RtnetlinkOptions {
  /** The namespace that the socket speaks to, for as long as it lives; the calling thread's if not given. */
  readonly netns?: Netns;
  /** How long an answer may take, in ms; 5000 if not given. */
  readonly timeoutMs?: number;
  /** Multicast groups to hear, RTNLGRP_… */
  readonly groups?: readonly number[];
}

/** Called with every request before it is sent; what it throws keeps the request from being sent. */
export type RequestObserver = (request: Request) => void;

/** A conversation with the kernel's routing family in one network namespace. */
export class Rtnetlink implements Disposable {
  readonly #transport: Transport;
  readonly #observer: RequestObserver | undefined;
  #sequence = 0;

  /** Most callers want `Rtnetlink.open`. */
  constructor(transport: Transport, observer?: RequestObserver) {
    this.#transport = transport;
    this.#observer = observer;
  }

  /**
   * Opens a socket.
   *
   * @throws {SystemError} when the kernel gives none
   */
  static open(options: RtnetlinkOptions = {}): Rtnetlink {
    const { netns } = options;
    const open = () => new KernelTransport(options);
    return new Rtnetlink(netns === undefined ? open() : netns.run(open), Rtnetlink.observer);
  }

  /** Watches every request of sockets opened from now on; for tests that fail one or count them. */
  static observer: RequestObserver | undefined;

  /**
   * Sends a request and returns the messages that answer it, without the acknowledgement.
   *
   * @throws {NetlinkError} when the kernel refuses it, or does not answer in time (ETIMEDOUT)
   */
  request(request: Request): Message[] {
    const flags = NLM_F_REQUEST | NLM_F_ACK | (request.flags ?? 0);
    return this.#exchange(request, flags).messages;
  }

  /**
   * Sends a request for a list and returns all of its messages. A list that changed while the kernel gave
   * it is asked for again.
   *
   * @throws {NetlinkError} when the kernel refuses it, does not answer in time, or never gives a whole list
   */
  dump(request: Request): Message[] {
    for (let attempt = 1; attempt <= DUMP_ATTEMPTS; attempt++) {
      const answer = this.#exchange(request, NLM_F_REQUEST | NLM_F_DUMP | (request.flags ?? 0));
      if (!answer.interrupted) return answer.messages;
    }
    throw new NetlinkError(
      request.operation,
      EAGAIN,
      `the list changed each of the ${DUMP_ATTEMPTS} times it was read`,
    );
  }

  /**
   * The messages of the groups that this socket hears: waits until some come, at most `timeoutMs`, and
   * returns those of one datagram; an empty list when none came. When the kernel dropped messages because
   * they were not read fast enough, `lost` is true.
   */
  receive(timeoutMs: number): { messages: Message[]; lost: boolean } {
    this.#transport.setTimeout(Math.max(1, timeoutMs));
    try {
      const datagram = this.#transport.receive();
      return { messages: datagram === undefined ? [] : owned(datagram), lost: false };
    } catch (error) {
      if (error instanceof SystemError && error.errno === ENOBUFS) {
        return { messages: [], lost: true };
      }
      throw error;
    }
  }

  #exchange(request: Request, flags: number): { messages: Message[]; interrupted: boolean } {
    this.#observer?.(request);
    const sequence = ++this.#sequence;
    const message = { type: request.type, flags, sequence, payload: request.payload };
    const fail = (errno: number, words: string, cause?: unknown) =>
      new NetlinkError(request.operation, errno, words, cause === undefined ? {} : { cause });
    traceMessage("→", request.operation, message);
    const messages: Message[] = [];
    let interrupted = false;
    try {
      this.#transport.send(encodeMessage(message));
      for (;;) {
        const datagram = this.#transport.receive();
        if (datagram === undefined) throw fail(ETIMEDOUT, "the kernel did not answer");
        for (const answer of owned(datagram)) {
          if (answer.sequence !== sequence) continue;
          traceMessage("←", request.operation, answer);
          if (answer.flags & NLM_F_DUMP_INTR && answer.type !== NLMSG_ERROR) interrupted = true;
          if (answer.type !== NLMSG_ERROR && answer.type !== NLMSG_DONE) {
            messages.push(answer);
            continue;
          }
          const { errno, kernelMessage } = decodeAcknowledgement(answer);
          if (errno !== 0) throw fail(errno, kernelMessage);
          return { messages, interrupted };
        }
      }
    } catch (error) {
      if (error instanceof SystemError) throw fail(error.errno, error.operation, error);
      if (error instanceof DecodeError) throw fail(EPROTO, error.message, error);
      throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#transport[Symbol.dispose]();
  }
}

/** The messages of a datagram on octets of their own: the transport uses its buffer again. */
function owned(datagram: Uint8Array): Message[] {
  return decodeMessages(datagram.slice());
}

class KernelTransport implements Transport {
  readonly #fd: number;
  readonly #port: number;
  #buffer = new Uint8Array(INITIAL_BUFFER);
  #timeoutMs = 0;
  #open = true;

  constructor({ timeoutMs = DEFAULT_TIMEOUT_MS, groups = [] }: RtnetlinkOptions) {
    const { socket, bind } = libc();
    this.#fd = checked(
      "open a netlink socket",
      socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE),
    );
    try {
      this.#set(SOL_NETLINK, NETLINK_EXT_ACK, 1);
      this.#set(SOL_NETLINK, NETLINK_CAP_ACK, 1);
      this.#set(SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
      checked("bind a netlink socket", bind(this.#fd, address(0), ADDRESS_LENGTH));
      if (groups.length > 0) this.#set(SOL_SOCKET, SO_RCVBUF, 1 << 20);
      for (const group of groups) this.#set(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
      this.#port = this.#portOf();
      this.setTimeout(timeoutMs);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    checked("send", libc().send(this.#fd, message, BigInt(message.length), 0));
  }

  receive(): Uint8Array | undefined {
    for (;;) {
      const waiting = this.#receive(MSG_PEEK | MSG_TRUNC);
      if (waiting === undefined) return undefined;
      if (waiting > this.#buffer.length) this.#buffer = new Uint8Array(waiting * 2);
      const length = this.#receive(0);
      if (length === undefined) return undefined;
      const datagram = this.#buffer.subarray(0, length);
      // A unicast answer carries our port; what the kernel multicasts carries 0.
      const port = length < 16
        ? 0
        : new DataView(datagram.buffer, datagram.byteOffset).getUint32(12, true);
      if (port === this.#port || port === 0) return datagram;
    }
  }

  setTimeout(timeoutMs: number): void {
    if (timeoutMs === this.#timeoutMs) return;
    const timeval = new BigInt64Array([
      BigInt(Math.trunc(timeoutMs / 1000)),
      BigInt(Math.trunc(timeoutMs % 1000) * 1000),
    ]);
    this.#option(SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeval.buffer));
    this.#timeoutMs = timeoutMs;
  }

  #receive(flags: number): number | undefined {
    for (;;) {
      const { recv } = libc();
      const length = recv(this.#fd, this.#buffer, BigInt(this.#buffer.length), flags);
      if (length >= 0) return Number(length);
      const errno = lastErrno();
      if (errno === EAGAIN) return undefined;
      if (errno !== EINTR) throw new SystemError("receive", errno);
    }
  }

  #portOf(): number {
    const bytes = address(0);
    const length = new Uint8Array(new Uint32Array([ADDRESS_LENGTH]).buffer);
    checked("getsockname", libc().getsockname(this.#fd, bytes, length));
    return new DataView(bytes.buffer).getUint32(4, true);
  }

  #set(level: number, option: number, value: number): void {
    this.#option(level, option, new Uint8Array(new Int32Array([value]).buffer));
  }

  #option(level: number, option: number, value: Uint8Array<ArrayBuffer>): void {
    checked(
      `set socket option ${level}/${option}`,
      libc().setsockopt(this.#fd, level, option, value, value.length),
    );
  }

  [Symbol.dispose](): void {
    if (this.#open) libc().close(this.#fd);
    this.#open = false;
  }
}

/** struct sockaddr_nl: family, padding, port, groups. */
const ADDRESS_LENGTH = 12;

function address(port: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ADDRESS_LENGTH);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, AF_NETLINK, true);
  view.setUint32(4, port, true);
  return bytes;
}
