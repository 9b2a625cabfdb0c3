/** Where netlink messages go to and come from: the kernel's socket, or what a test puts in its place. */
import { SystemError } from "./errors.ts";
import type { Netns } from "./netns.ts";
import { SocketDescriptor } from "./socket_descriptor.ts";

const AF_NETLINK = 16;
const SOCK_RAW = 3;
const NETLINK_ROUTE = 0;
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_CAP_ACK = 10;
const NETLINK_EXT_ACK = 11;
const NETLINK_GET_STRICT_CHK = 12;
/** asm-generic/socket.h */
const SO_NETNS_COOKIE = 71;
const MSG_TRUNC = 0x20;
const EMSGSIZE = 90;
const ENOPROTOOPT = 92;

const DEFAULT_TIMEOUT_MS = 5000;
/**
 * The kernel gives dumps in pieces of at most 32 KiB (netlink_dump). What it says of one link is more only
 * where that has many virtual functions or names, each list at most 64 KiB (struct nlattr).
 */
const BUFFER = 0x100000;

/** Where datagrams come, of all sockets. So large a piece takes no memory but what is written to. */
let buffer: Uint8Array<ArrayBuffer> | undefined;

/** Octets of events that may wait to be read. */
const EVENT_BUFFER = 0x100000;
/** struct sockaddr_nl */
const ADDRESS_LENGTH = 12;

/** Where messages go to and come from: the kernel's socket, or a stand-in for it in tests. */
export interface Transport extends Disposable {
  /**
   * The port that the kernel answers to; what it tells on its own or to all has another one. Undefined where
   * nothing but answers comes.
   */
  readonly port: number | undefined;
  /** The number that no other namespace has had since the machine started (Linux 5.14); undefined without. */
  readonly netnsCookie?: bigint | undefined;
  /** Sends the octets of one message. */
  send(message: Uint8Array<ArrayBuffer>): void;
  /**
   * The octets of the next datagram, valid until any transport's next call; undefined when none came in time:
   * within `timeoutMs`, or as long as an answer may take if that is not given.
   */
  receive(timeoutMs?: number): Uint8Array | undefined;
}

/** Options of `Rtnetlink.open`. */
export interface RtnetlinkOptions {
  /** The namespace that the socket speaks to, for as long as it lives; the calling thread's if not given. */
  readonly netns?: Netns;
  /** How long an answer may take, in ms; 5000 if not given. */
  readonly timeoutMs?: number;
  /** Multicast groups to hear, RTNLGRP_…, by a second socket. */
  readonly groups?: readonly number[];
}

/** A socket of the kernel's routing family, in the calling thread's namespace. */
export class KernelTransport implements Transport {
  readonly port: number | undefined;
  readonly #socket: SocketDescriptor;
  readonly #answerTimeoutMs: number;

  constructor({ timeoutMs = DEFAULT_TIMEOUT_MS, groups = [] }: RtnetlinkOptions) {
    this.#answerTimeoutMs = timeoutMs;
    this.#socket = new SocketDescriptor(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, ADDRESS_LENGTH);
    try {
      this.#setIfKnown(NETLINK_EXT_ACK);
      this.#setIfKnown(NETLINK_CAP_ACK);
      this.#setIfKnown(NETLINK_GET_STRICT_CHK);
      // One that is not bound gets its port with the first request.
      this.port = groups.length > 0 ? this.#join(groups) : undefined;
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  #join(groups: readonly number[]): number {
    this.#socket.bind(anyPort());
    this.#socket.setReceiveBuffer(EVENT_BUFFER);
    for (const group of groups) {
      this.#socket.setOption(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
    }
    return portOf(this.#socket.boundAddress());
  }

  get netnsCookie(): bigint | undefined {
    return this.#socket.socketOption64(SO_NETNS_COOKIE);
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    this.#socket.send(message);
  }

  receive(timeoutMs = this.#answerTimeoutMs): Uint8Array | undefined {
    buffer ??= new Uint8Array(BUFFER);
    for (;;) {
      const length = this.#socket.receive(buffer, MSG_TRUNC, timeoutMs);
      if (length === undefined) return undefined;
      // Other processes can send to our port: only the kernel's own is 0.
      if (portOf(this.#socket.sender) !== 0) continue;
      if (length > BUFFER) throw new SystemError("receive", EMSGSIZE);
      return buffer.subarray(0, length);
    }
  }

  /** What kernels before 4.20 lack only makes errors shorter and lists longer. */
  #setIfKnown(option: number): void {
    try {
      this.#socket.setOption(SOL_NETLINK, option, 1);
    } catch (error) {
      if (!(error instanceof SystemError && error.errno === ENOPROTOOPT)) throw error;
    }
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }
}

/** struct sockaddr_nl (family, padding, port, groups) for a port that the kernel chooses. */
function anyPort(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(ADDRESS_LENGTH);
  new DataView(bytes.buffer).setUint16(0, AF_NETLINK, true);
  return bytes;
}

function portOf(sockaddr: Uint8Array<ArrayBuffer>): number {
  return new DataView(sockaddr.buffer).getUint32(4, true);
}
