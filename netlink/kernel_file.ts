/**
 * Files in which the kernel shows its state: /proc, /proc/sys, /sys.
 *
 * Read and written through libc. What /proc/sys/net shows depends on the namespace of the thread that
 * opens it; and Deno opens nothing in these folders for a program that is not allowed everything.
 */
import { cString } from "./c_string.ts";
import { SystemError } from "./errors.ts";
import { checked, lastErrno, libc } from "./libc.ts";

const O_RDONLY = 0;
const O_WRONLY = 1;
const O_CLOEXEC = 0o2000000;
/** What one read asks for, octets. */
const CHUNK = 4096;

/**
 * Returns the text of a file.
 *
 * @throws {SystemError} when it cannot be opened or read
 */
export function readKernelFile(path: string): string {
  return withFile(path, O_RDONLY, (fd) => {
    const decoder = new TextDecoder();
    const buffer = new Uint8Array(CHUNK);
    let text = "";
    for (;;) {
      const length = checked(`read ${path}`, libc().read(fd, buffer, BigInt(CHUNK)));
      if (length === 0) return text + decoder.decode();
      text += decoder.decode(buffer.subarray(0, length), { stream: true });
    }
  });
}

/**
 * Writes a text to a file that exists, in one piece.
 *
 * @throws {SystemError} when it cannot be opened, or the kernel refuses the text
 */
export function writeKernelFile(path: string, text: string): void {
  const bytes = new TextEncoder().encode(text);
  withFile(path, O_WRONLY, (fd) => {
    checked(`write ${path}`, libc().write(fd, bytes, BigInt(bytes.length)));
  });
}

/** Where struct dirent has the name, on 64-bit machines (bits/dirent.h). */
const D_NAME = 19;

/**
 * Returns the names of what is in a folder, without "." and "..".
 *
 * @throws {SystemError} when it cannot be opened
 */
export function listKernelFolder(path: string): string[] {
  const { opendir, readdir, closedir } = libc();
  const folder = opendir(cString(path));
  if (folder === null) throw new SystemError(`open ${path}`, lastErrno());
  try {
    const names: string[] = [];
    for (let entry = readdir(folder); entry !== null; entry = readdir(folder)) {
      names.push(new Deno.UnsafePointerView(entry).getCString(D_NAME));
    }
    return names.filter((name) => name !== "." && name !== "..");
  } finally {
    closedir(folder);
  }
}

function withFile<T>(path: string, flags: number, work: (fd: number) => T): T {
  const fd = checked(`open ${path}`, libc().open(cString(path), flags | O_CLOEXEC, 0));
  try {
    return work(fd);
  } finally {
    libc().close(fd);
  }
}
