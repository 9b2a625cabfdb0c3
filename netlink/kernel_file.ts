/**
 * Files in which the kernel shows its state: /proc, /proc/sys, /sys.
 *
 * Read and written through libc. What /proc/sys/net shows depends on the namespace of the thread that
 * opens it; and Deno opens nothing in these folders for a program that is not allowed everything.
 */
import { cString } from "./c_string.ts";
import { checked, libc } from "./libc.ts";
import { O_CLOEXEC, O_DIRECTORY, O_RDONLY, O_WRONLY } from "./open_flags.ts";

/** What the first read asks for, octets. */
const CHUNK = 4096;

/**
 * Returns the text of a file.
 *
 * @throws {SystemError} when it cannot be opened or read
 */
export function readKernelFile(path: string): string {
  return withFile(path, O_RDONLY, (fd) => {
    let bytes = new Uint8Array(CHUNK);
    let length = 0;
    for (;;) {
      const rest = bytes.subarray(length);
      const count = checked(`read ${path}`, libc.read(fd, rest, rest.length));
      if (count === 0) return new TextDecoder().decode(bytes.subarray(0, length));
      length += count;
      if (length < bytes.length) continue;
      const larger = new Uint8Array(length * 2);
      larger.set(bytes);
      bytes = larger;
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
    checked(`write ${path}`, libc.write(fd, bytes, bytes.length));
  });
}

/** Where struct linux_dirent64 has its length, and the name (fs/readdir.c). */
const D_RECLEN = 16;
const D_NAME = 19;

/**
 * Returns the names of what is in a folder, without "." and "..".
 *
 * @throws {SystemError} when it cannot be opened
 */
export function listKernelFolder(path: string): string[] {
  return withFile(path, O_RDONLY | O_DIRECTORY, (fd) => {
    const buffer = new Uint8Array(CHUNK);
    const view = new DataView(buffer.buffer);
    const decoder = new TextDecoder();
    const names: string[] = [];
    for (;;) {
      const length = checked(`list ${path}`, libc.getdents64(fd, buffer, CHUNK));
      if (length === 0) return names.filter((name) => name !== "." && name !== "..");
      for (let at = 0; at < length; at += view.getUint16(at + D_RECLEN, true)) {
        names.push(decoder.decode(buffer.subarray(at + D_NAME, buffer.indexOf(0, at + D_NAME))));
      }
    }
  });
}

function withFile<T>(path: string, flags: number, work: (fd: number) => T): T {
  const fd = checked(`open ${path}`, libc.open(cString(path), flags | O_CLOEXEC, 0));
  try {
    return work(fd);
  } finally {
    libc.close(fd);
  }
}
