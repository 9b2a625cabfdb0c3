import { EAGAIN, EINTR } from "./errno.ts";
import { SystemError } from "./errors.ts";
import { checked, lastErrno, libc } from "./libc.ts";

const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVTIMEO = 20;
const SO_RCVBUFFORCE = 33;
/** sys/socket.h */
const MSG_DONTWAIT = 0x40;
const ENOPROTOOPT = 92;

/** How long a message may find no room, or be interrupted, in milliseconds. */
const SEND_TIMEOUT_MS = 5000;
const PAUSE_MS = 1;

/** An open socket of this process, with what netlink and packet sockets have in common. */
export class SocketDescriptor implements Disposable {
  #fd: number;
  #timeoutUs: number | undefined;
  /** The address of the sender of what was received last. */
  readonly sender: Uint8Array<ArrayBuffer>;
  readonly #senderLength = new Uint32Array(1);

  /** @throws {SystemError} when the kernel gives none; `addressLength` is that of the family's sockaddr */
  constructor(family: number, type: number, protocol: number, addressLength: number) {
    this.#fd = checked("open a socket", libc.socket(family, type | SOCK_CLOEXEC, protocol));
    this.sender = new Uint8Array(addressLength);
  }

  /** The number; -1 once it is closed, when its old number may be another file's. */
  get fd(): number {
    return this.#fd;
  }

  /** @throws {SystemError} */
  bind(address: Uint8Array<ArrayBuffer>): void {
    checked("bind a socket", libc.bind(this.#fd, address, address.length));
  }

  /** The address that the socket is bound to. */
  boundAddress(): Uint8Array<ArrayBuffer> {
    const address = new Uint8Array(this.sender.length);
    const length = new Uint32Array([address.length]);
    checked("getsockname", libc.getsockname(this.#fd, address, length));
    return address;
  }

  /** @throws {SystemError} */
  setOption(level: number, option: number, value: Uint8Array<ArrayBuffer> | number): void {
    const bytes = typeof value === "number"
      ? new Uint8Array(new Int32Array([value]).buffer)
      : value;
    const result = libc.setsockopt(this.#fd, level, option, bytes, bytes.length);
    checked(`set socket option ${level}/${option}`, result);
  }

  /**
   * The value of an option of SOL_SOCKET that has 8 octets; undefined where the kernel does not know it.
   *
   * @throws {SystemError}
   */
  socketOption64(option: number): bigint | undefined {
    const value = new BigUint64Array(1);
    const length = new Uint32Array([value.byteLength]);
    if (libc.getsockopt(this.#fd, SOL_SOCKET, option, value, length) === 0) return value[0];
    const errno = lastErrno();
    if (errno === ENOPROTOOPT) return undefined;
    throw new SystemError(`get socket option ${option}`, errno);
  }

  /** Makes room for `octets` that wait to be read; as much as is allowed without privileges. */
  setReceiveBuffer(octets: number): void {
    try {
      this.setOption(SOL_SOCKET, SO_RCVBUFFORCE, octets);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      this.setOption(SOL_SOCKET, SO_RCVBUF, octets);
    }
  }

  /**
   * Sends `bytes`, again and again while a signal interrupts that or there is no room.
   *
   * @throws {SystemError}
   */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    const deadline = performance.now() + SEND_TIMEOUT_MS;
    while (libc.send(this.#fd, bytes, bytes.length, 0) < 0) {
      const errno = lastErrno();
      const passing = errno === EINTR || errno === EAGAIN;
      if (!passing || performance.now() >= deadline) throw new SystemError("send", errno);
      if (errno === EAGAIN) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }

  /**
   * Receives into `buffer` and returns the number of octets; undefined when none came within `timeoutMs`,
   * at once for 0.
   *
   * @throws {SystemError}
   */
  receive(
    buffer: Uint8Array<ArrayBuffer>,
    flags: number,
    timeoutMs: number,
  ): number | undefined {
    const wait = timeoutMs > 0 ? 0 : MSG_DONTWAIT;
    if (timeoutMs > 0) this.#setTimeout(timeoutMs);
    for (;;) {
      this.#senderLength[0] = this.sender.length;
      const length = libc.recvfrom(
        this.#fd,
        buffer,
        buffer.length,
        flags | wait,
        this.sender,
        this.#senderLength,
      );
      if (length >= 0) return length;
      const errno = lastErrno();
      if (errno === EAGAIN) return undefined;
      if (errno !== EINTR) throw new SystemError("receive", errno);
    }
  }

  #setTimeout(timeoutMs: number): void {
    // The kernel takes 0 for "for ever".
    const microseconds = Math.max(1, Math.round(timeoutMs * 1000));
    if (microseconds === this.#timeoutUs) return;
    const timeval = new BigInt64Array([
      BigInt(Math.trunc(microseconds / 1e6)),
      BigInt(microseconds % 1e6),
    ]);
    this.setOption(SOL_SOCKET, SO_RCVTIMEO, new Uint8Array(timeval.buffer));
    this.#timeoutUs = microseconds;
  }

  [Symbol.dispose](): void {
    if (this.#fd >= 0) libc.close(this.#fd);
    this.#fd = -1;
  }
}
