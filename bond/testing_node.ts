/** For tests on the real kernel: the folders of the node that the plugin goes by, the tests' own. */

import { checked, libc } from "../netlink/mod.ts";
import { type Policy, POLICY_PATH } from "./policy/mod.ts";
import { STATE_DIR } from "./state_dir.ts";

/** What a tester lets the bonds of tests do: they take links without a device. */
export const TEST_POLICY: Policy = { hostLinks: { allow: [{ name: "*" }] } };

const POLICY_DIR = POLICY_PATH.slice(0, POLICY_PATH.lastIndexOf("/"));

/** CLONE_NEWNS (linux/sched.h). */
const CLONE_NEWNS = 0x20000;
/** linux/mount.h */
const [MS_REC, MS_PRIVATE, MNT_DETACH] = [1 << 14, 1 << 18, 2];

const FOLDERS = [STATE_DIR, POLICY_DIR];

let users = 0;
let hasOwnMounts = false;

/**
 * Puts an empty folder in the place of the state folder, and one with the policy of tests in the place of
 * the node's, for this thread and what it starts, in a mount namespace of their own, until the last user
 * has disposed of it.
 */
export function ownNode(): Disposable {
  enterOwnMounts();
  if (users++ === 0) {
    FOLDERS.forEach(cover);
    setPolicy(TEST_POLICY);
  }
  return {
    [Symbol.dispose]() {
      if (--users === 0) FOLDERS.forEach(uncover);
    },
  };
}

/** Puts empty folders in the place of others, as `ownNode` does, until it is disposed of. */
export function ownFolders(...folders: readonly string[]): Disposable {
  enterOwnMounts();
  folders.forEach(cover);
  return { [Symbol.dispose]: () => folders.forEach(uncover) };
}

function cover(folder: string): void {
  Deno.mkdirSync(folder, { recursive: true });
  checked(
    `mount ${folder}`,
    libc.mount(text("tmpfs"), text(folder), text("tmpfs"), 0, text("mode=700")),
  );
}

function uncover(folder: string): void {
  checked(`unmount ${folder}`, libc.umount2(text(folder), MNT_DETACH));
}

/** Makes `policy` the node's: an object, a text as it is, or none. */
export function setPolicy(policy: Policy | string | undefined): void {
  if (policy === undefined) return Deno.removeSync(POLICY_PATH);
  const content = typeof policy === "string" ? policy : JSON.stringify(policy);
  Deno.writeTextFileSync(POLICY_PATH, content, { mode: 0o644 });
}

/** Gives this thread, and what it starts from now on, a mount namespace of their own, once. */
export function enterOwnMounts(): void {
  if (hasOwnMounts) return;
  checked("unshare the mounts", libc.unshare(CLONE_NEWNS));
  checked(
    "keep mounts private",
    libc.mount(text("none"), text("/"), text("none"), MS_REC | MS_PRIVATE, null),
  );
  hasOwnMounts = true;
}

function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${value}\0`);
}
