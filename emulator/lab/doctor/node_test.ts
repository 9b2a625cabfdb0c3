import assert from "node:assert/strict";
import { examineNode } from "./mod.ts";
import { delegates } from "./node.ts";

Deno.test("every check says what there is, and what to do about what is missing", () => {
  const checks = examineNode();
  // One more where the kernel answers, or where there is a device plugin.
  assert.ok(checks.length >= 10, `${checks.length}`);
  assert.match(
    checks.map(({ text }) => text).join("\n"),
    /IPAM plugins: .*\(CNI 0\.1\.0 to 1\.\d\.0\)/,
  );
  for (const { status, text, remedy } of checks) {
    assert.notEqual(text, "");
    assert.equal(remedy === "", status === "ok", text);
  }
});

Deno.test("looking changes nothing: twice the same is seen", () => {
  assert.deepEqual(examineNode(), examineNode());
});

Deno.test("of delegates is told which versions of CNI each speaks, with the words of VERSION alone", () => {
  const folder = Deno.makeTempDirSync();
  const answer = '{"cniVersion":"1.1.0","supportedVersions":["0.3.1","1.0.0"]}';
  const script = `#!/bin/sh\nprintenv CNI_COMMAND >> ${folder}/asked\necho '${answer}'\n`;
  const write = (type: string, text: string) =>
    Deno.writeTextFileSync(`${folder}/${type}`, text, { mode: 0o755 });
  write("macvlan", script);
  write("sriov", script);
  write("vlan", "#!/bin/sh\nexit 1\n");
  try {
    const { status, text, remedy, plugins = [] } = delegates([folder]);
    assert.equal(
      text,
      "delegates: macvlan and sriov (CNI 0.3.1 to 1.0.0); vlan (no answer to VERSION)",
    );
    assert.deepEqual([status, remedy.endsWith(`${folder}/vlan`)], ["note", true]);
    assert.deepEqual(plugins.map(({ type, cniVersions }) => [type, cniVersions]), [
      ["macvlan", ["0.3.1", "1.0.0"]],
      ["sriov", ["0.3.1", "1.0.0"]],
      ["vlan", []],
    ]);
    assert.equal(Deno.readTextFileSync(`${folder}/asked`), "VERSION\nVERSION\n");
    assert.equal(delegates([`${folder}/absent`]).status, "note");
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
