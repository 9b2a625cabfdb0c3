/**
 * The few libc functions this package needs, each bound once, when it is first used.
 *
 * Every call is synchronous and blocks the calling thread: a network namespace belongs to the thread, so
 * nothing here may be awaited.
 */
import { SystemError } from "./errors.ts";

/** What every call of a plugin needs. */
const FILES = {
  __errno_location: { parameters: [], result: "pointer" },
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  flock: { parameters: ["i32", "i32"], result: "i32" },
  fstatfs: { parameters: ["i32", "buffer"], result: "i32" },
  ioctl: { parameters: ["i32", "usize", "pointer"], result: "i32" },
  setns: { parameters: ["i32", "i32"], result: "i32" },
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
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

const SOCKETS = {
  socket: { parameters: ["i32", "i32", "i32"], result: "i32" },
  getsockopt: { parameters: ["i32", "i32", "i32", "buffer", "buffer"], result: "i32" },
  setsockopt: { parameters: ["i32", "i32", "i32", "buffer", "u32"], result: "i32" },
  send: { parameters: ["i32", "buffer", "usize", "i32"], result: "isize" },
  recvfrom: {
    parameters: ["i32", "buffer", "usize", "i32", "buffer", "buffer"],
    result: "isize",
  },
} as const;

const BOUND_SOCKETS = {
  bind: { parameters: ["i32", "buffer", "u32"], result: "i32" },
  getsockname: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
} as const;

const KERNEL_FILES = {
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  opendir: { parameters: ["buffer"], result: "pointer" },
  readdir: { parameters: ["pointer"], result: "pointer" },
  closedir: { parameters: ["pointer"], result: "i32" },
} as const;

const MOUNTS = {
  unshare: { parameters: ["i32"], result: "i32" },
  mount: { parameters: ["buffer", "buffer", "buffer", "usize", "pointer"], result: "i32" },
  umount2: { parameters: ["buffer", "i32"], result: "i32" },
} as const;

/** Binding a function takes long, 0.2 ms each: what is used together is bound together, and nothing else. */
const GROUPS = [FILES, SOCKETS, BOUND_SOCKETS, KERNEL_FILES, MOUNTS] as const;

type Symbols<T extends Deno.ForeignLibraryInterface> = Deno.DynamicLibrary<T>["symbols"];
type Libc =
  & Symbols<typeof FILES>
  & Symbols<typeof SOCKETS>
  & Symbols<typeof BOUND_SOCKETS>
  & Symbols<typeof KERNEL_FILES>
  & Symbols<typeof MOUNTS>;

let functions: Libc | undefined;
let errno: Deno.UnsafePointerView | undefined;

/** The functions of libc. */
export function libc(): Libc {
  return functions ??= unbound();
}

/** Each function is a property that binds its group when it is first read. */
function unbound(): Libc {
  const all = {};
  for (const group of GROUPS) {
    const bind = (name: string) => {
      // What a call leaves in errno must not be overwritten by the binding of where that is.
      if (group !== FILES) errnoPlace();
      const { symbols } = Deno.dlopen("libc.so.6", group);
      for (const [key, value] of Object.entries(symbols)) {
        Object.defineProperty(all, key, { value, configurable: true });
      }
      return Object.entries(symbols).find(([key]) => key === name)?.[1];
    };
    for (const name of Object.keys(group)) {
      Object.defineProperty(all, name, { get: () => bind(name), configurable: true });
    }
  }
  // Every function of every group has its property.
  return all as Libc;
}

function errnoPlace(): Deno.UnsafePointerView {
  if (errno) return errno;
  const location = libc().__errno_location();
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
export function checked(operation: string, result: number | bigint): number {
  if (result < 0) throw new SystemError(operation, lastErrno());
  return Number(result);
}
