import { noBondingMark, readyMark } from "./guest_init.ts";

/** What is known of a guest that died. */
interface Death {
  /** Of its kernel. */
  release: string;
  /** How long it was waited for in vain; undefined when it ended by itself. */
  timedOutMs: number | undefined;
}

/** What a guest's console says, and what that means: the reason, and what to do. */
const causes: readonly { said: RegExp; means: (release: string) => string }[] = [
  {
    said: new RegExp(noBondingMark),
    means: (release) =>
      `User-mode Linux ${release} has no bonding driver, neither built in nor among its modules: ` +
      "name another kernel with --kernel-path, or have one fetched: bond doctor --install",
  },
  {
    said: /cannot be preloaded \(failed to map segment/,
    means: () =>
      "the library that User-mode Linux needs on this processor cannot be loaded from a file " +
      "system that is mounted noexec: set TMPDIR to a folder on another",
  },
  {
    said: /ptrace set fp regs failed/,
    means: (release) =>
      `User-mode Linux ${release} cannot set the registers of this processor: build this program ` +
      "with tcc or cc installed (deno task build), or have a newer kernel fetched: " +
      "bond doctor --install --newest",
  },
  {
    said: /ptrace: Operation not permitted|PTRACE_TRACEME failed|check_ptrace/,
    means: () =>
      "User-mode Linux may not trace processes of its own here: allow ptrace (in a container " +
      "--cap-add SYS_PTRACE, and no /proc/sys/kernel/yama/ptrace_scope of 3), or have a kernel " +
      "fetched that does without: bond doctor --install --newest",
  },
  {
    said: /must be not mounted noexec|PROT_EXEC mmap in .* failed/,
    means: () =>
      "User-mode Linux cannot run from memory on a file system that is mounted noexec: set TMPDIR " +
      "to a folder on another",
  },
  {
    said: /No space left on device|Bus error/,
    means: () =>
      "there was no room for the guest's memory: free some in /dev/shm, or set TMPDIR to a folder " +
      "with more",
  },
  {
    said: /Out of memory/,
    means: () => "the guest's memory did not suffice for what the command needed",
  },
];

/** Lines of the console that are shown. */
const SHOWN = 15;

/** What befell a guest, in one sentence with the remedy where that is known, then its last lines. */
export function explainDeath(console: string, { release, timedOutMs }: Death): string {
  const known = causes.find(({ said }) => said.test(console))?.means(release);
  const what = console.includes(readyMark)
    ? "the User-mode Linux guest died while the command was running"
    : timedOutMs !== undefined
    ? `the User-mode Linux guest was not ready after ${timedOutMs / 1000} s`
    : "the User-mode Linux guest died while it was booting";
  const lines = console.split("\n").filter((line) => !isTrace(line)).slice(-SHOWN)
    .map((line) => `  | ${line}`);
  const head = known ? `${what}: ${known}` : what;
  return [`${head}; the last lines of its console:`, ...lines].join("\n");
}

/** Whether a line belongs to the stack of a kernel panic, which is long and tells a user nothing. */
function isTrace(line: string): boolean {
  return /\[<[0-9a-f]+>\]/.test(line);
}
