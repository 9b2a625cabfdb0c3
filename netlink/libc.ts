/**
 * The few functions of libc that are needed, each bound once, when it is first used.
 *
 * Every call is synchronous and blocks the calling thread: a network namespace belongs to the thread, so
 * nothing here may be awaited.
 */
import { SystemError } from "./errors.ts";

/**
 * A structure of one word is passed as the word itself would be (System V x86-64, AAPCS64). For functions without
 * one Deno compiles a faster way to call them, which takes longer than all calls of a plugin together.
 */
const WORD = { struct: ["isize"] } as const;

/**
 * Binding a function takes long, 0.2 ms each, and a call of a plugin needs twenty: all that is a system call
 * goes through the one function that makes any.
 */
const SYSTEM_CALLS = {
  /** It takes nothing, and does not look at what it is given. */
  __errno_location: { parameters: [WORD], result: "pointer" },
  syscall: {
    parameters: [WORD, "isize", "isize", "isize", "isize", "isize", "isize"],
    result: "isize",
  },
} as const;

/** In libc from glibc 2.34 on; before, threads had a library of their own. */
const THREADS = {
  pthread_create: {
    parameters: ["buffer", "pointer", "pointer", "pointer"],
    result: "i32",
    optional: true,
  },
  pthread_join: { parameters: ["usize", "pointer"], result: "i32", optional: true },
  /** Where the function is, not what it returns. */
  pthread_self: { type: "pointer" },
} as const;

/** Numbers of system calls (arch/x86/entry/syscalls/syscall_64.tbl, asm-generic/unistd.h). */
const NUMBERS = {
  x86_64: {
    read: 0,
    write: 1,
    close: 3,
    rt_sigaction: 13,
    ioctl: 16,
    socket: 41,
    sendto: 44,
    recvfrom: 45,
    bind: 49,
    listen: 50,
    getsockname: 51,
    socketpair: 53,
    setsockopt: 54,
    getsockopt: 55,
    flock: 73,
    fsync: 74,
    fchdir: 81,
    fchmod: 91,
    fstatfs: 138,
    chroot: 161,
    mount: 165,
    umount2: 166,
    getdents64: 217,
    openat: 257,
    unlinkat: 263,
    renameat: 264,
    ppoll: 271,
    unshare: 272,
    accept4: 288,
    setns: 308,
    bpf: 321,
    statx: 332,
    openat2: 437,
  },
  aarch64: {
    ioctl: 29,
    flock: 32,
    unlinkat: 35,
    renameat: 38,
    umount2: 39,
    mount: 40,
    fstatfs: 44,
    fchdir: 50,
    chroot: 51,
    fchmod: 52,
    openat: 56,
    close: 57,
    getdents64: 61,
    read: 63,
    write: 64,
    ppoll: 73,
    fsync: 82,
    unshare: 97,
    rt_sigaction: 134,
    socket: 198,
    socketpair: 199,
    bind: 200,
    listen: 201,
    getsockname: 204,
    sendto: 206,
    recvfrom: 207,
    setsockopt: 208,
    getsockopt: 209,
    accept4: 242,
    setns: 268,
    bpf: 280,
    statx: 291,
    openat2: 437,
  },
} as const;

const NUMBER: Record<keyof typeof NUMBERS.x86_64, number> = NUMBERS[Deno.build.arch];

/** AT_FDCWD (linux/fcntl.h): a path is from the working folder. */
export const AT_FDCWD = -100;

/** What the kernel may read or write while a call lasts; null is no place at all. */
export type Place = ArrayBufferView<ArrayBuffer> | null;

/** The system calls, with libc's names and arguments. A result is negative when `lastErrno` says why. */
export const libc = {
  open: (path: Place, flags: number, mode: number): number =>
    libc.openat(AT_FDCWD, path, flags, mode),
  openat: (folder: number, path: Place, flags: number, mode: number): number =>
    systemCall("openat", folder, path, flags, mode),
  /** From Linux 5.6 on. */
  openat2: (folder: number, path: Place, how: Place, size: number): number =>
    systemCall("openat2", folder, path, how, size),
  close: (fd: number): number => systemCall("close", fd),
  read: (fd: number, buffer: Place, size: number): number => systemCall("read", fd, buffer, size),
  write: (fd: number, buffer: Place, size: number): number => systemCall("write", fd, buffer, size),
  /** With poll's arguments; it does not wait. */
  poll: (entries: Place, count: number): number =>
    systemCall("ppoll", entries, count, new BigInt64Array(2)),
  getdents64: (fd: number, buffer: Place, size: number): number =>
    systemCall("getdents64", fd, buffer, size),
  flock: (fd: number, operation: number): number => systemCall("flock", fd, operation),
  fsync: (fd: number): number => systemCall("fsync", fd),
  fchmod: (fd: number, mode: number): number => systemCall("fchmod", fd, mode),
  unlinkat: (folder: number, path: Place, flags: number): number =>
    systemCall("unlinkat", folder, path, flags),
  renameat: (folder: number, path: Place, newFolder: number, newPath: Place): number =>
    systemCall("renameat", folder, path, newFolder, newPath),
  statx: (folder: number, path: Place, flags: number, mask: number, status: Place): number =>
    systemCall("statx", folder, path, flags, mask, status),
  fchdir: (fd: number): number => systemCall("fchdir", fd),
  fstatfs: (fd: number, buffer: Place): number => systemCall("fstatfs", fd, buffer),
  ioctl: (fd: number, request: number, argument: Place): number =>
    systemCall("ioctl", fd, request, argument),
  rt_sigaction: (signal: number, action: Place, old: Place, size: number): number =>
    systemCall("rt_sigaction", signal, action, old, size),
  setns: (fd: number, type: number): number => systemCall("setns", fd, type),
  unshare: (flags: number): number => systemCall("unshare", flags),
  chroot: (path: Place): number => systemCall("chroot", path),
  mount: (source: Place, target: Place, type: Place, flags: number, data: Place): number =>
    systemCall("mount", source, target, type, flags, data),
  umount2: (target: Place, flags: number): number => systemCall("umount2", target, flags),
  socket: (family: number, type: number, protocol: number): number =>
    systemCall("socket", family, type, protocol),
  socketpair: (family: number, type: number, protocol: number, pair: Place): number =>
    systemCall("socketpair", family, type, protocol, pair),
  bind: (fd: number, address: Place, length: number): number =>
    systemCall("bind", fd, address, length),
  listen: (fd: number, backlog: number): number => systemCall("listen", fd, backlog),
  accept4: (fd: number, address: Place, length: Place, flags: number): number =>
    systemCall("accept4", fd, address, length, flags),
  getsockname: (fd: number, address: Place, length: Place): number =>
    systemCall("getsockname", fd, address, length),
  getsockopt: (fd: number, level: number, option: number, value: Place, length: Place): number =>
    systemCall("getsockopt", fd, level, option, value, length),
  setsockopt: (fd: number, level: number, option: number, value: Place, length: number): number =>
    systemCall("setsockopt", fd, level, option, value, length),
  bpf: (command: number, attributes: Place, size: number): number =>
    systemCall("bpf", command, attributes, size),
  send: (fd: number, buffer: Place, size: number, flags: number): number =>
    systemCall("sendto", fd, buffer, size, flags),
  recvfrom: (
    fd: number,
    buffer: Place,
    size: number,
    flags: number,
    from: Place,
    length: Place,
  ): number => systemCall("recvfrom", fd, buffer, size, flags, from, length),
};

type Symbols<T extends Deno.ForeignLibraryInterface> = Deno.DynamicLibrary<T>["symbols"];

let bound: Symbols<typeof SYSTEM_CALLS> | undefined;
let threadFunctions: Symbols<typeof THREADS> | undefined;
let errno: Deno.UnsafePointerView | undefined;

const bind = <T extends Deno.ForeignLibraryInterface>(group: T) =>
  Deno.dlopen("libc.so.6", group).symbols;

/** The functions of libc that start threads and wait for them. */
export const threads = (): Symbols<typeof THREADS> => threadFunctions ??= bind(THREADS);

/** The number of the system call that is being made, as a word. */
const number = new BigInt64Array(1);
const word = new Uint8Array(number.buffer);

/** The kernel reads and writes while the call lasts, and whoever calls holds the places as long. */
function systemCall(name: keyof typeof NUMBER, ...args: (number | Place)[]): number {
  const [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n] = args.map((argument) =>
    typeof argument === "number"
      ? BigInt(argument)
      : Deno.UnsafePointer.value(argument && Deno.UnsafePointer.of(argument))
  );
  const { syscall } = bound ??= bind(SYSTEM_CALLS);
  number[0] = BigInt(NUMBER[name]);
  return Number(syscall(word, a, b, c, d, e, f));
}

function errnoPlace(): Deno.UnsafePointerView {
  if (errno) return errno;
  const location = (bound ??= bind(SYSTEM_CALLS)).__errno_location(word);
  if (location === null) throw new TypeError("Cannot bind libc: __errno_location returned null");
  // The location is the calling thread's and never moves while the thread lives.
  return errno = new Deno.UnsafePointerView(location);
}

/** errno as the last call on this thread left it. */
export function lastErrno(): number {
  return errnoPlace().getInt32();
}

/**
 * Passes a libc result through.
 *
 * @throws {SystemError} when `result` is negative, with errno and `operation`
 */
export function checked(operation: string, result: number): number {
  if (result < 0) throw new SystemError(operation, lastErrno());
  return result;
}
