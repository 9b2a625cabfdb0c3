/** Where netlink messages go to and come from: the kernel's socket, or what a test puts in its place. */
import { SystemError } from "./errors.ts";
import { checked, lastErrno, libc } from "./libc.ts";
import type { Netns } from "./netns.ts";

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
const ENOPROTOOPT = 92;

const DEFAULT_TIMEOUT_MS = 5000;
/** The kernel gives dumps in pieces of at most 32 KiB (NLMSG_GOODSIZE and netlink_dump). */
const INITIAL_BUFFER = 32768;

/** Where messages go to and come from: the kernel's socket, or a stand-in for it in tests. */
export interface Transport extends Disposable {
  /** The port that the kernel answers to; what it tells on its own or to all has another one. */
  readonly port: number;
  /** Sends the octets of one message. */
  send(message: Uint8Array<ArrayBuffer>): void;
  /**
   * The octets of the next datagram, valid until the next call; undefined when none came in time: within
   * `timeoutMs`, or as long as an answer may take if that is not given.
   */
  receive(timeoutMs?: number): Uint8Array | undefined;
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

/** A socket of the kernel's routing family, in the calling thread's namespace. */
export class KernelTransport implements Transport {
  readonly port: number;
  readonly #fd: number;
  readonly #answerTimeoutMs: number;
  readonly #sender = address(0);
  readonly #senderLength = new Uint32Array(1);
  #buffer = new Uint8Array(INITIAL_BUFFER);
  #timeoutMs: number | undefined;
  #open = true;

  constructor({ timeoutMs = DEFAULT_TIMEOUT_MS, groups = [] }: RtnetlinkOptions) {
    const { socket, bind } = libc();
    this.#answerTimeoutMs = timeoutMs;
    this.#fd = checked(
      "open a netlink socket",
      socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE),
    );
    try {
      this.#setIfKnown(NETLINK_EXT_ACK);
      this.#setIfKnown(NETLINK_CAP_ACK);
      this.#setIfKnown(NETLINK_GET_STRICT_CHK);
      checked("bind a netlink socket", bind(this.#fd, address(0), ADDRESS_LENGTH));
      if (groups.length > 0) this.#set(SOL_SOCKET, SO_RCVBUF, 1 << 20);
      for (const group of groups) this.#set(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
      this.port = this.#boundPort();
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  send(message: Uint8Array<ArrayBuffer>): void {
    checked("send", libc().send(this.#fd, message, BigInt(message.length), 0));
  }

  receive(timeoutMs = this.#answerTimeoutMs): Uint8Array | undefined {
    // The kernel takes 0 for "for ever".
    this.#setTimeout(Math.max(1, timeoutMs));
    for (;;) {
      const waiting = this.#receive(MSG_PEEK | MSG_TRUNC);
      if (waiting === undefined) return undefined;
      if (waiting > this.#buffer.length) this.#buffer = new Uint8Array(waiting * 2);
      const length = this.#receive(0);
      if (length === undefined) return undefined;
      // Other processes can send to our port: only the kernel's own is 0.
      if (portOf(this.#sender) === 0) return this.#buffer.subarray(0, length);
    }
  }

  #setTimeout(timeoutMs: number): void {
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
      this.#senderLength[0] = ADDRESS_LENGTH;
      const length = libc().recvfrom(
        this.#fd,
        this.#buffer,
        BigInt(this.#buffer.length),
        flags,
        this.#sender,
        this.#senderLength,
      );
      if (length >= 0) return Number(length);
      const errno = lastErrno();
      if (errno === EAGAIN) return undefined;
      if (errno !== EINTR) throw new SystemError("receive", errno);
    }
  }

  #boundPort(): number {
    const bytes = address(0);
    const length = new Uint32Array([ADDRESS_LENGTH]);
    checked("getsockname", libc().getsockname(this.#fd, bytes, length));
    return portOf(bytes);
  }

  /** What kernels before 4.20 lack only makes errors shorter and lists longer. */
  #setIfKnown(option: number): void {
    try {
      this.#set(SOL_NETLINK, option, 1);
    } catch (error) {
      if (!(error instanceof SystemError && error.errno === ENOPROTOOPT)) throw error;
    }
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

function portOf(sockaddr: Uint8Array<ArrayBuffer>): number {
  return new DataView(sockaddr.buffer).getUint32(4, true);
}
