/**
 * The few libc functions this package needs, bound once, on first use.
 *
 * Every call is synchronous and blocks the calling thread: a network namespace belongs to the thread, so
 * nothing here may be awaited.
 */
import { SystemError } from "./errors.ts";

const SYMBOLS = {
  __errno_location: { parameters: [], result: "pointer" },
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  recvfrom: {
    parameters: ["i32", "buffer", "usize", "i32", "buffer", "buffer"],
    result: "isize",
  },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  close: { parameters: ["i32"], result: "i32" },
  flock: { parameters: ["i32", "i32"], result: "i32" },
  opendir: { parameters: ["buffer"], result: "pointer" },
  readdir: { parameters: ["pointer"], result: "pointer" },
  closedir: { parameters: ["pointer"], result: "i32" },
  setns: { parameters: ["i32", "i32"], result: "i32" },
  unshare: { parameters: ["i32"], result: "i32" },
  mount: { parameters: ["buffer", "buffer", "buffer", "usize", "pointer"], result: "i32" },
  umount2: { parameters: ["buffer", "i32"], result: "i32" },
  ioctl: { parameters: ["i32", "usize", "pointer"], result: "i32" },
  fstatfs: { parameters: ["i32", "buffer"], result: "i32" },
  /** In libc from glibc 2.34 on; before, threads had a library of their own. */
  pthread_create: {
    parameters: ["buffer", "pointer", "pointer", "pointer"],
    result: "i32",
    optional: true,
  },
  pthread_join: { parameters: ["usize", "pointer"], result: "i32", optional: true },
  /** Where the function is, not what it returns. */
  pthread_self: { type: "pointer" },
} as const;

type Libc = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let bound: { readonly symbols: Libc; readonly errno: Deno.UnsafePointerView } | undefined;

function bind() {
  if (bound === undefined) {
    const { symbols } = Deno.dlopen("libc.so.6", SYMBOLS);
    const location = symbols.__errno_location();
    if (location === null) throw new TypeError("Cannot bind libc: __errno_location returned null");
    // The location is the calling thread's and never moves while the thread lives.
    bound = { symbols, errno: new Deno.UnsafePointerView(location) };
  }
  return bound;
}

/** The bound functions of libc. */
export function libc(): Libc {
  return bind().symbols;
}

/** errno as the last call on this thread left it. */
export function lastErrno(): number {
  return bind().errno.getInt32();
}

/**
 * Passes a libc result through.
 *
 * @throws {SystemError} when `result` is negative, with errno and `operation`
 */
export function checked(operation: string, result: number | bigint): number {
  if (result < 0) throw new SystemError(operation, lastErrno());
  return Number(result);
}
