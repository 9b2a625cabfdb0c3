import assert from "node:assert/strict";
import { hasAmx, needsPreload } from "./preload.ts";

/** As Linux writes it for a processor of Sapphire Rapids, shortened. */
const withAmx = `processor\t: 0
vendor_id\t: GenuineIntel
model\t\t: 207
model name\t: Intel(R) Xeon(R) Processor @ 2.60GHz
flags\t\t: fpu vme de pse avx512f avx512_fp16 amx_bf16 md_clear serialize amx_tile amx_int8
vmx flags\t: vnmi preemption_timer
bugs\t\t: spectre_v1 spectre_v2

processor\t: 1
flags\t\t: fpu vme de pse avx512f avx512_fp16 amx_bf16 md_clear serialize amx_tile amx_int8
`;

const withoutAmx = `processor\t: 0
vendor_id\t: AuthenticAMD
model name\t: AMD EPYC with amx_tile in its name
flags\t\t: fpu vme de pse avx2 xsaves pku ospke no_amx_tile
bugs\t\t: amx_tile
`;

Deno.test("the library is needed by kernels before 6.13 on processors with AMX, and by no other", () => {
  assert.equal(needsPreload(withAmx, "6.1.176"), true);
  assert.equal(needsPreload(withAmx, "6.12.113"), true);
  assert.equal(needsPreload(withAmx, "6.13.0"), false);
  assert.equal(needsPreload(withAmx, "7.2.7"), false);
  assert.equal(needsPreload(withoutAmx, "6.1.176"), false);
  assert.equal(needsPreload("", "6.1.176"), false);
});

Deno.test("AMX is a flag of the processor, not a word anywhere in /proc/cpuinfo", () => {
  assert.equal(hasAmx(withAmx), true);
  assert.equal(hasAmx(withoutAmx), false);
});
