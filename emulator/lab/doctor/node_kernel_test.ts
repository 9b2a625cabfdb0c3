import assert from "node:assert/strict";
import { BOND_OPTIONS } from "../../../bond/mod.ts";
import { atLeast } from "../kernel/mod.ts";
import { unknownOptions } from "./kernel_options.ts";
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

Deno.test("the options that the kernel does not know are newer than it, and looking leaves nothing", () => {
  const newer: string[] = BOND_OPTIONS.filter(({ since }) =>
    !atLeast(Deno.osRelease(), since.split(";")[0] ?? "")
  ).map(({ key }) => key);
  // A distribution may have brought some of them to its kernel.
  const unknown = unknownOptions();
  assert.deepEqual(unknown.filter((key) => !newer.includes(key)), []);
  assert.equal(unknown.includes("lacpStrict"), newer.includes("lacpStrict"));
  const texts = examineNode().map(({ text }) => text);
  assert.ok(texts.some((text) => text.startsWith("this kernel knows every option of a bond")));
  const left = [...Deno.readDirSync("/run/netns")].filter(({ name }) =>
    name.startsWith("bond-doctor")
  );
  assert.deepEqual(left, []);
});

Deno.test("folders of programs that others can write to are told with what to do", () => {
  const told = () =>
    examineNode().find(({ text }) =>
      text.includes("/opt/cni/bin and /etc/cni/net.d") || text.startsWith("others than root")
    );
  mustRun("mount", "-t", "tmpfs", "-o", "mode=777", "tmpfs", "/opt");
  try {
    Deno.mkdirSync("/opt/cni/bin", { recursive: true });
    Deno.chmodSync("/opt/cni/bin", 0o775);
    assert.equal(told()?.status, "note");
    assert.match(told()?.remedy ?? "", /chmod go-w \/opt\/cni\/bin/);
    Deno.chmodSync("/opt/cni/bin", 0o755);
    assert.equal(told()?.status, "ok");
  } finally {
    mustRun("umount", "/opt");
  }
});
