/** The program's environment: what the protocol does not define decides nothing. */

import assert from "node:assert/strict";
import { Subject } from "./testing.ts";

/** Where files would come from, or go to, if somebody listened. */
const EVIL = "/run/evil";

/** Variables of this program's past, of its runtime, and of what that is made of. */
const VARIABLES: Readonly<Record<string, string>> = {
  BOND_STANDIN: "sriov",
  BOND_LAB_KILL_AT: "1",
  BOND_STATE_DIR: EVIL,
  BOND_POLICY: `${EVIL}/policy.json`,
  DENO_DIR: EVIL,
  DENO_COVERAGE_DIR: EVIL,
  DENO_V8_FLAGS: "--max-old-space-size=1",
  DENO_CERT: `${EVIL}/cert`,
  DENO_TLS_CA_STORE: "nonsense",
  DENO_JOBS: "x",
  DENO_NO_PROMPT: "1",
  DENO_TRACE_PERMISSIONS: "1",
  DENO_AUTH_TOKENS: "x",
  NODE_OPTIONS: `--require ${EVIL}/evil.js`,
  NODE_PATH: EVIL,
  NODE_DEBUG: "*",
  NODE_V8_COVERAGE: EVIL,
  NPM_CONFIG_REGISTRY: "x",
  HTTPS_PROXY: "::",
  RUST_BACKTRACE: "full",
  RUST_LOG: "trace",
  FORCE_COLOR: "3",
  HOME: "x",
  XDG_CACHE_HOME: EVIL,
  LANG: "xx",
  LC_ALL: "xx",
  TZ: "../../etc/passwd",
  TMPDIR: EVIL,
};

Deno.test("whatever else is in the environment, ADD and DEL do and say the same, and write nowhere else", async () => {
  using subject = new Subject({ from: "container", ipam: true });
  const before = await subject.snapshot();
  const { stdout } = await subject.call("ADD");
  await subject.succeed("DEL");
  const given = ["env", ...Object.entries(VARIABLES).map(([name, value]) => `${name}=${value}`)];
  const again = await subject.call("ADD", given);
  // The next address is another one.
  const withoutAddress = (text: string) => text.replaceAll(/192\.0\.2\.\d+/g, "address");
  assert.equal(withoutAddress(again.stdout), withoutAddress(stdout), again.stderr);
  assert.equal((await subject.call("DEL", given)).exitCode, 0);
  assert.deepEqual(await subject.snapshot(), before);
  assert.throws(() => Deno.statSync(EVIL), Deno.errors.NotFound);
});
