/** Whole Ethernet frames, sent and received on one link (packet(7)). */
import { SystemError } from "./errors.ts";
import type { Netns } from "./netns.ts";
import { SocketDescriptor } from "./socket_descriptor.ts";

const AF_PACKET = 17;
const SOCK_RAW = 3;
const SOL_PACKET = 263;
const PACKET_ADD_MEMBERSHIP = 1;
const PACKET_MR_PROMISC = 1;
const ENETDOWN = 100;
/** struct sockaddr_ll */
const ADDRESS_LENGTH = 20;
const PACKET_TYPE_OFFSET = 10;
const PACKET_OUTGOING = 4;
const MAX_FRAME = 65536;
/** Octets of frames that may wait to be read. */
const FRAME_BUFFER = 0x100000;

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
  readonly #socket: SocketDescriptor;
  readonly #buffer = new Uint8Array(MAX_FRAME);

  private constructor({ index, protocol, promiscuous }: PacketSocketOptions) {
    // Protocol 0 receives nothing until bind names the link: no frame of another one comes in between.
    this.#socket = new SocketDescriptor(AF_PACKET, SOCK_RAW, 0, ADDRESS_LENGTH);
    try {
      this.#socket.setReceiveBuffer(FRAME_BUFFER);
      const address = new Uint8Array(ADDRESS_LENGTH);
      const view = new DataView(address.buffer);
      view.setUint16(0, AF_PACKET, true);
      view.setUint16(2, protocol, false);
      view.setInt32(4, index, true);
      this.#socket.bind(address);
      if (promiscuous) {
        this.#socket.setOption(SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership(index));
      }
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Opens a socket, which hears the link from then on.
   *
   * @throws {SystemError} when the kernel gives no socket, or there is no such link
   */
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
    this.#socket.send(new Uint8Array(frame));
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
    try {
      const length = this.#socket.receive(this.#buffer, 0, timeoutMs);
      if (length === undefined) return undefined;
      const outgoing = this.#socket.sender[PACKET_TYPE_OFFSET] === PACKET_OUTGOING;
      return { bytes: this.#buffer.slice(0, length), outgoing };
    } catch (error) {
      if (error instanceof SystemError && error.errno === ENETDOWN) return undefined;
      throw error;
    }
  }

  /** Closes the socket. */
  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
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
