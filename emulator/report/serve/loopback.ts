/**
 * A TCP socket that listens on 127.0.0.1, by libc: the program may not use Deno's own network, which
 * would be open to everything that it loads.
 */

import { checked, errnoName, lastErrno, libc } from "../../../netlink/mod.ts";

const AF_INET = 2;
/** SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC (bits/socket.h) */
const STREAM = 1 | 0o4000 | 0o2000000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
/** MSG_DONTWAIT | MSG_NOSIGNAL: a reader that has gone is no reason to end. */
const QUIETLY = 0x40 | 0x4000;
const BACKLOG = 16;
/** struct sockaddr_in */
const ADDRESS_LENGTH = 16;

/** Returns the result of a call; undefined where it would have to wait. Throws SystemError. */
function atOnce(operation: string, result: number): number | undefined {
  if (result < 0 && ["EAGAIN", "EINTR"].includes(errnoName(lastErrno()))) return undefined;
  return checked(operation, result);
}

/** Whoever has connected. Nothing here waits. */
export class Connection implements Disposable {
  readonly #buffer = new Uint8Array(4096);

  constructor(readonly fd: number) {}

  /** Returns what has come; undefined for nothing yet, and no octets at its end. Throws SystemError. */
  read(): Uint8Array | undefined {
    const received = libc.recvfrom(this.fd, this.#buffer, this.#buffer.length, QUIETLY, null, null);
    const length = atOnce("receive", received);
    return length === undefined ? undefined : this.#buffer.slice(0, length);
  }

  /** Sends of `bytes` what there is room for, and returns how many octets that were. Throws SystemError. */
  write(bytes: Uint8Array<ArrayBuffer>): number {
    return atOnce("send", libc.send(this.fd, bytes, bytes.length, QUIETLY)) ?? 0;
  }

  [Symbol.dispose](): void {
    libc.close(this.fd);
  }
}

/** A socket that others of this machine can connect to, and nobody else. */
export class LoopbackListener implements Disposable {
  readonly #fd: number;
  /** Where it listens. */
  readonly port: number;

  /** On that port; any that is free for 0. Throws SystemError when another listens there. */
  constructor(port: number) {
    this.#fd = checked("open a socket", libc.socket(AF_INET, STREAM, 0));
    try {
      const yes = new Uint8Array(new Int32Array([1]).buffer);
      checked("setsockopt", libc.setsockopt(this.#fd, SOL_SOCKET, SO_REUSEADDR, yes, yes.length));
      const address = new Uint8Array(ADDRESS_LENGTH);
      const view = new DataView(address.buffer);
      view.setUint16(0, AF_INET, true);
      view.setUint16(2, port);
      address.set([127, 0, 0, 1], 4);
      checked(`listen on port ${port}`, libc.bind(this.#fd, address, address.length));
      checked(`listen on port ${port}`, libc.listen(this.#fd, BACKLOG));
      checked(
        "getsockname",
        libc.getsockname(this.#fd, address, new Uint32Array([address.length])),
      );
      this.port = view.getUint16(2);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Returns who has connected; undefined for nobody. Throws SystemError. */
  accept(): Connection | undefined {
    const fd = atOnce("accept", libc.accept4(this.#fd, null, null, STREAM & ~1));
    return fd === undefined ? undefined : new Connection(fd);
  }

  [Symbol.dispose](): void {
    libc.close(this.#fd);
  }
}
