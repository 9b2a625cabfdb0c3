import assert from "node:assert/strict";
import { sysctlFault } from "./mod.ts";

/** Prints what a new network namespace has of sysctls that can be written. */
const LISTING =
  "find /proc/sys/net/core /proc/sys/net/ipv4 /proc/sys/net/ipv6 /proc/sys/net/unix " +
  "-type f -perm /222";

Deno.test("every sysctl that a pod can set on this kernel is known", () => {
  const { success, stdout } = new Deno.Command("unshare", {
    args: ["--net", "sh", "-c", LISTING],
  }).outputSync();
  assert.ok(success);
  const found = new TextDecoder().decode(stdout).trim().split("\n")
    .map((path) => path.slice("/proc/sys/".length));
  assert.ok(found.length > 200, `${found.length} sysctls`);
  const unknown = found.filter((key) => sysctlFault([key, ""], "lo", ["lo"]) !== undefined);
  assert.deepEqual(unknown, []);
});
