/** Whole Ethernet frames, sent and received on one link (packet(7)). */
import { SystemError } from "./errors.ts";
import { checked, lastErrno, libc } from "./libc.ts";
import type { Netns } from "./netns.ts";

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVTIMEO = 20;
const SO_RCVBUF = 8;
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_MR_PROMISC = 1;
const EINTR = 4;
const EAGAIN = 11;
const ENETDOWN = 100;
/** struct sockaddr_ll */
const ADDRESS_LENGTH = 20;
const PACKET_TYPE_OFFSET = 10;
const PACKET_OUTGOING = 4;
const MAX_FRAME = 65536;

/** Every protocol (linux/if_ether.h). */
export const ETH_P_ALL = 0x0003;

/** Options of `PacketSocket.open`. */
export interface PacketSocketOptions {
  /** The namespace of the link; the calling thread's if not given. */
  readonly netns?: Netns;
  /** Index of the link. */
  readonly index: number;
  /** The EtherType to receive, `ETH_P_ALL` for every one. */
  readonly protocol: number;
  /** Receive frames that are for other stations too. */
  readonly promiscuous?: boolean;
}

/** A frame that went over the link. */
export interface Frame {
  /** The Ethernet header and what follows, without a VLAN tag that the link takes off. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** It left by the link; only sockets with `ETH_P_ALL` see those, and not those of their own. */
  readonly outgoing: boolean;
}

/** A socket for the frames of one link. */
export class PacketSocket implements Disposable {
  readonly #fd: number;
  readonly #buffer = new Uint8Array(MAX_FRAME);
  readonly #address = new Uint8Array(ADDRESS_LENGTH);
  readonly #addressLength = new Uint32Array(1);
  #timeoutMs = 0;
  #open = true;

  private constructor({ index, protocol, promiscuous }: PacketSocketOptions) {
    const { socket, bind } = libc();
    // Protocol 0 receives nothing until bind names the link: no frame of another one comes in between.
    this.#fd = checked("open a packet socket", socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
    try {
      const address = new Uint8Array(ADDRESS_LENGTH);
      const view = new DataView(address.buffer);
      view.setUint16(0, AF_PACKET, true);
      view.setUint16(2, protocol, false);
      view.setInt32(4, index, true);
      checked(`bind a packet socket to link ${index}`, bind(this.#fd, address, ADDRESS_LENGTH));
      this.#option(SOL_SOCKET, SO_RCVBUF, new Uint8Array(new Int32Array([1 << 20]).buffer));
      if (promiscuous) this.#option(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership(index));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** @throws {SystemError} when the kernel gives no socket, or there is no such link */
  static open(options: PacketSocketOptions): PacketSocket {
    const open = () => new PacketSocket(options);
    return options.netns === undefined ? open() : options.netns.run(open);
  }

  /**
   * Sends a frame, its Ethernet header included.
   *
   * @throws {SystemError} ENETDOWN when the link is down
   */
  send(frame: Uint8Array): void {
    const bytes = new Uint8Array(frame);
    checked("send a frame", libc().send(this.#fd, bytes, BigInt(bytes.length), 0));
  }

  /**
   * The octets of the next frame: waits at most `timeoutMs`; undefined when none came, or the link went
   * down.
   */
  receive(timeoutMs: number): Uint8Array<ArrayBuffer> | undefined {
    return this.receiveFrame(timeoutMs)?.bytes;
  }

  /** As `receive`, and tells which way the frame went. */
  receiveFrame(timeoutMs: number): Frame | undefined {
    this.#setTimeout(Math.max(1, timeoutMs));
    for (;;) {
      this.#addressLength[0] = ADDRESS_LENGTH;
      const length = libc().recvfrom(
        this.#fd,
        this.#buffer,
        BigInt(MAX_FRAME),
        0,
        this.#address,
        this.#addressLength,
      );
      if (length >= 0) {
        const outgoing = this.#address[PACKET_TYPE_OFFSET] === PACKET_OUTGOING;
        return { bytes: this.#buffer.slice(0, Number(length)), outgoing };
      }
      const errno = lastErrno();
      if (errno === EAGAIN || errno === ENETDOWN) return undefined;
      if (errno !== EINTR) throw new SystemError("receive a frame", errno);
    }
  }

  #setTimeout(timeoutMs: number): void {
    if (timeoutMs === this.#timeoutMs) return;
    const seconds = Math.trunc(timeoutMs / 1000);
    const microseconds = Math.trunc((timeoutMs % 1000) * 1000);
    const timeval = new BigInt64Array([BigInt(seconds), BigInt(microseconds)]);
    this.#option(SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeval.buffer));
    this.#timeoutMs = timeoutMs;
  }

  #option(level: number, option: number, value: Uint8Array<ArrayBuffer>): void {
    checked(
      `set packet socket option ${level}/${option}`,
      libc().setsockopt(this.#fd, level, option, value, value.length),
    );
  }

  [Symbol.dispose](): void {
    if (this.#open) libc().close(this.#fd);
    this.#open = false;
  }
}

/** struct packet_mreq */
function membership(index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, index, true);
  view.setUint16(4, PACKET_MR_PROMISC, true);
  return bytes;
}
