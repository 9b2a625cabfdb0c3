/** The library itself, on a machine of any kind: all refuse a state of the processor that is too short. */

import assert from "node:assert/strict";
import { buildPreload } from "../../../scripts/preload.ts";
import { needsPreload, preloadLibrary } from "./preload.ts";
import { collect, leavingNothing } from "./testing.ts";
import { UserModeLinux } from "./uml.ts";

const built = await buildPreload();
assert.ok("path" in built, `the library cannot be compiled: ${JSON.stringify(built)}`);
const library = built.path;

/** Requests of ptrace(2), and the register set of XSAVE (elf.h). */
const PEEKDATA = 2n;
const ATTACH = 16n;
const DETACH = 17n;
const GETREGSET = 0x4204n;
const SETREGSET = 0x4205n;
const NT_X86_XSTATE = 0x202n;
/** What FXSAVE writes, and XSAVE's header behind it. */
const SHORT = 576n;
/** waitpid(2): whatever kind of child. */
const __WALL = 0x40000000;

const libc = Deno.dlopen("libc.so.6", {
  waitpid: { parameters: ["i32", "pointer", "i32"], result: "i32" },
  ptrace: { parameters: ["i64", "i64", "i64", "pointer"], result: "i64" },
});
const preloaded = Deno.dlopen(library, {
  ptrace: { parameters: ["i64", "i64", "i64", "pointer"], result: "i64" },
});
type Ptrace = typeof libc.symbols.ptrace;

/** An iovec for an area: its address and its length, and what the kernel makes of the latter. */
function vector(area: Uint8Array<ArrayBuffer>, length: bigint): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.of(BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(area))), length);
}

/** Traces a process while it is stopped. */
function traced(work: (pid: bigint) => void): void {
  const child = new Deno.Command("sleep", { args: ["1000"] }).spawn();
  const pid = BigInt(child.pid);
  try {
    assert.equal(libc.symbols.ptrace(ATTACH, pid, 0n, null), 0n);
    assert.equal(libc.symbols.waitpid(child.pid, null, __WALL), child.pid);
    work(pid);
    libc.symbols.ptrace(DETACH, pid, 0n, null);
  } finally {
    child.kill("SIGKILL");
  }
}

/** Gives a process its own registers again, but only the first of them; returns whether that went. */
function setsShortRegisters(ptrace: Ptrace, pid: bigint): boolean {
  const area = new Uint8Array(65536);
  const whole = vector(area, BigInt(area.length));
  const iovec = (words: BigUint64Array<ArrayBuffer>) => Deno.UnsafePointer.of(words);
  assert.equal(ptrace(GETREGSET, pid, NT_X86_XSTATE, iovec(whole)), 0n);
  assert.ok((whole[1] ?? 0n) > SHORT, `this processor's state has ${whole[1]} octets`);
  return ptrace(SETREGSET, pid, NT_X86_XSTATE, iovec(vector(area, SHORT))) === 0n;
}

Deno.test("registers from a buffer that is too short are refused, and set with the library", () =>
  traced((pid) => {
    assert.equal(setsShortRegisters(libc.symbols.ptrace, pid), false);
    assert.equal(setsShortRegisters(preloaded.symbols.ptrace, pid), true);
  }));

Deno.test("all other requests do what they do without the library", () =>
  traced((pid) => {
    const [start] = Deno.readTextFileSync(`/proc/${pid}/maps`).split("-");
    const address = BigInt(`0x${start}`);
    // The first word of a program: the ELF magic, 64 bits, little-endian, version 1.
    const expected = libc.symbols.ptrace(PEEKDATA, pid, address, null);
    assert.notEqual(expected, -1n);
    assert.equal(preloaded.symbols.ptrace(PEEKDATA, pid, address, null), expected);
    assert.equal(preloaded.symbols.ptrace(PEEKDATA, pid, 0n, null), -1n);
    assert.equal(preloaded.symbols.ptrace(ATTACH, pid, 0n, null), -1n);
  }));

Deno.test("what the build made travels with the program", () => {
  assert.deepEqual(preloadLibrary(), Deno.readFileSync(library));
});

Deno.test("a guest runs with the library forced on, and it is in the folder of the guest alone", () =>
  leavingNothing(async (folder) => {
    const kernel = new UserModeLinux(() => {}, { preload: true });
    const { code, stdout } = await collect(kernel, [
      "sh",
      "-c",
      `stat -c '%a %U' ${folder}/bond-guest-*/ptrace_preload.so; uname -r`,
    ]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^700 \\w+\n${kernel.release}\n$`));
  }));

Deno.test("a guest gets the library by itself where /proc/cpuinfo asks for it, and only there", () =>
  leavingNothing(async (folder) => {
    const kernel = new UserModeLinux(() => {});
    const { stdout } = await collect(kernel, ["ls", "-R", folder]);
    const needed = needsPreload(
      Deno.readTextFileSync("/proc/cpuinfo"),
      kernel.release,
    );
    assert.equal(stdout.includes("ptrace_preload.so"), needed);
  }));
