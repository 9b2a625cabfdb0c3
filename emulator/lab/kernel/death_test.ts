import assert from "node:assert/strict";
import { explainDeath } from "./death.ts";
import { noBondingMark, readyMark } from "./guest_init.ts";

const death = { release: "6.1.176", timedOutMs: undefined };

/** What consoles say, as they were seen, and the remedy that belongs to it. */
const DEATHS: readonly [title: string, console: string, remedy: RegExp][] = [
  [
    "a processor with AMX",
    "userspace - ptrace set fp regs failed, errno = 14\nKernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b",
    /6\.1\.176 cannot set the registers of this processor: build .* tcc or cc .*--newest/,
  ],
  [
    "a library on a file system that is mounted noexec",
    "ERROR: ld.so: object './ptrace_preload.so' from LD_PRELOAD cannot be preloaded (failed to map segment from shared object): ignored.\nuserspace - ptrace set fp regs failed, errno = 14",
    /mounted noexec: set TMPDIR/,
  ],
  [
    "a container without ptrace",
    "ptrace: Operation not permitted\ncheck_ptrace : expected SIGSTOP, got status = 9",
    /may not trace .*--cap-add SYS_PTRACE/,
  ],
  [
    "memory that may not be executed",
    "Checking PROT_EXEC mmap in /dev/shm/...failed: Operation not permitted\n/dev/shm/ must be not mounted noexec",
    /mounted noexec: set TMPDIR/,
  ],
  ["a kernel without bonding", noBondingMark, /6\.1\.176 has no bonding driver.*--kernel-path/],
  [
    "no room for memory",
    "write: No space left on device",
    /free some in \/dev\/shm, or set TMPDIR/,
  ],
];

for (const [title, console, remedy] of DEATHS) {
  Deno.test(`a guest that dies of ${title} is explained in one sentence, the console comes after`, () => {
    const [first = "", ...rest] = explainDeath(console, death).split("\n");
    assert.match(first, /^the User-mode Linux guest died while it was booting: /);
    assert.match(first, remedy);
    assert.match(first, /; the last lines of its console:$/);
    assert.deepEqual(rest, console.split("\n").map((line) => `  | ${line}`));
  });
}

Deno.test("what nobody knows is not guessed at", () => {
  assert.equal(
    explainDeath(`${readyMark}\nsomething else`, death),
    "the User-mode Linux guest died while the command was running; the last lines of its console:\n" +
      `  | ${readyMark}\n  | something else`,
  );
});

Deno.test("how long a guest was waited for is said", () => {
  assert.match(explainDeath("", { ...death, timedOutMs: 120_000 }), /was not ready after 120 s/);
});
