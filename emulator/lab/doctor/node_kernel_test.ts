import assert from "node:assert/strict";
import { examineNode } from "./mod.ts";

function mustRun(program: string, ...args: string[]): void {
  assert.ok(new Deno.Command(program, { args }).outputSync().success, program);
}

Deno.test("of two file systems on one mount point the upper one counts", () => {
  const canKeep = () => examineNode().find(({ text }) => text.startsWith("/var/lib/cni"))?.status;
  assert.equal(canKeep(), "ok");
  mustRun("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", "/var/lib/cni");
  try {
    assert.equal(canKeep(), "missing");
  } finally {
    mustRun("umount", "/var/lib/cni");
  }
});
