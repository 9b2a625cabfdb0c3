/**
 * A TCP socket that listens on 127.0.0.1, by libc: the program may not use Deno's own network, which
 * would be open to everything that it loads.
 */

import { SystemError } from "../../../netlink/mod.ts";

const AF_INET = 2;
/** SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC (bits/socket.h) */
const STREAM = 1 | 0o4000 | 0o2000000;
const SOL_SOCKET = 1;
const SO_REUSEADDR = 2;
/** MSG_DONTWAIT | MSG_NOSIGNAL: a reader that has gone is no reason to end. */
const QUIETLY = 0x40 | 0x4000;
const EAGAIN = 11;
const EINTR = 4;
const BACKLOG = 16;
/** struct sockaddr_in */
const ADDRESS_LENGTH = 16;

const SYMBOLS = {
  __errno_location: { parameters: [], result: "pointer" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  listen: { parameters: ["i32", "i32"], result: "i32" },
  accept4: { parameters: ["i32", "pointer", "pointer", "i32"], result: "i32" },
  recv: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
} as const;

let library: Deno.DynamicLibrary<typeof SYMBOLS> | undefined;

function libc(): Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] {
  library ??= Deno.dlopen("libc.so.6", SYMBOLS);
  return library.symbols;
}

/** Returns the result of a call; undefined where it would have to wait. Throws SystemError. */
function checked(operation: string, result: number | bigint): number | undefined {
  if (result >= 0) return Number(result);
  const place = libc().__errno_location();
  const errno = place === null ? 0 : new Deno.UnsafePointerView(place).getInt32();
  if (errno === EAGAIN || errno === EINTR) return undefined;
  throw new SystemError(operation, errno);
}

/** Whoever has connected. Nothing here waits. */
export class Connection implements Disposable {
  readonly #buffer = new Uint8Array(4096);

  constructor(readonly fd: number) {}

  /** Returns what has come; undefined for nothing yet, and no octets at its end. Throws SystemError. */
  read(): Uint8Array | undefined {
    const size = BigInt(this.#buffer.length);
    const length = checked("receive", libc().recv(this.fd, this.#buffer, size, QUIETLY));
    return length === undefined ? undefined : this.#buffer.slice(0, length);
  }

  /** Sends of `bytes` what there is room for, and returns how many octets that were. Throws SystemError. */
  write(bytes: Uint8Array<ArrayBuffer>): number {
    return checked("send", libc().send(this.fd, bytes, BigInt(bytes.length), QUIETLY)) ?? 0;
  }

  [Symbol.dispose](): void {
    libc().close(this.fd);
  }
}

/** A socket that others of this machine can connect to, and nobody else. */
export class LoopbackListener implements Disposable {
  readonly #fd: number;
  /** Where it listens. */
  readonly port: number;

  /** On that port; any that is free for 0. Throws SystemError when another listens there. */
  constructor(port: number) {
    const { socket, setsockopt, bind, listen, getsockname } = libc();
    this.#fd = checked("open a socket", socket(AF_INET, STREAM, 0)) ?? -1;
    try {
      const yes = new Uint8Array(new Int32Array([1]).buffer);
      checked("setsockopt", setsockopt(this.#fd, SOL_SOCKET, SO_REUSEADDR, yes, yes.length));
      const address = new Uint8Array(ADDRESS_LENGTH);
      const view = new DataView(address.buffer);
      view.setUint16(0, AF_INET, true);
      view.setUint16(2, port);
      address.set([127, 0, 0, 1], 4);
      checked(`listen on port ${port}`, bind(this.#fd, address, address.length));
      checked(`listen on port ${port}`, listen(this.#fd, BACKLOG));
      checked("getsockname", getsockname(this.#fd, address, new Uint32Array([address.length])));
      this.port = view.getUint16(2);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Returns who has connected; undefined for nobody. Throws SystemError. */
  accept(): Connection | undefined {
    const fd = checked("accept", libc().accept4(this.#fd, null, null, STREAM & ~1));
    return fd === undefined ? undefined : new Connection(fd);
  }

  [Symbol.dispose](): void {
    libc().close(this.#fd);
  }
}
