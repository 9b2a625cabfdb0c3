/** For tests on the real kernel: the folders of the node that the plugin goes by, empty and the tests' own. */

import { STATE_DIR } from "./restore/mod.ts";

/** CLONE_NEWNS (linux/sched.h). */
const CLONE_NEWNS = 0x20000;
/** linux/mount.h */
const [MS_REC, MS_PRIVATE, MNT_DETACH] = [16384n, 1n << 18n, 2];

let users = 0;
let hasOwnMounts = false;

/**
 * Puts an empty folder in the place of the state folder, for this thread and what it starts, in a mount
 * namespace of their own, until the last user has disposed of it.
 */
export function ownNode(): Disposable {
  enterOwnMounts();
  if (users++ === 0) {
    Deno.mkdirSync(STATE_DIR, { recursive: true });
    checked(libc.mount(text("tmpfs"), text(STATE_DIR), text("tmpfs"), 0n, text("mode=700")));
  }
  return {
    [Symbol.dispose]() {
      if (--users === 0) checked(libc.umount2(text(STATE_DIR), MNT_DETACH));
    },
  };
}

/** Gives this thread, and what it starts from now on, a mount namespace of their own, once. */
export function enterOwnMounts(): void {
  if (hasOwnMounts) return;
  checked(libc.unshare(CLONE_NEWNS));
  checked(libc.mount(text("none"), text("/"), text("none"), MS_REC | MS_PRIVATE, null));
  hasOwnMounts = true;
}

const { symbols: libc } = Deno.dlopen("libc.so.6", {
  unshare: { parameters: ["i32"], result: "i32" },
  mount: { parameters: ["buffer", "buffer", "buffer", "usize", "buffer"], result: "i32" },
  umount2: { parameters: ["buffer", "i32"], result: "i32" },
});

function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${value}\0`);
}

function checked(result: number): void {
  if (result !== 0) throw new Error("the node of a test cannot be made: is this root?");
}
