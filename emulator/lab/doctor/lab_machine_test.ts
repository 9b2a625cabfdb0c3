/** What doctor says of the lab is what happens: the kernel is booted. */

import assert from "node:assert/strict";
import { examineLab } from "./mod.ts";
import { pluginSets, usualCniPath } from "../programs/mod.ts";

const bond = new URL("../../../dist/bond", import.meta.url).pathname;
const usual = { kernel: "uml", cniPath: usualCniPath() } as const;

Deno.test("a kernel is ticked off after it has booted, with its release and how long that took", async () => {
  const [kernel] = await examineLab(usual);
  assert.equal(kernel?.status, "ok", kernel?.text ?? "");
  assert.match(
    kernel?.text ?? "",
    /^User-mode Linux \d+\.\d+\S*, .*linux\.uml, is ready in \d+\.\d s$/,
  );
});

Deno.test("a kernel that cannot be booted is missing, with the reason and the remedy", async () => {
  const [kernel] = await examineLab({ ...usual, kernelPath: "/nonexistent" });
  assert.equal(kernel?.status, "missing");
  assert.match(kernel?.text ?? "", /\/nonexistent has no usr\/bin\/linux\.uml/);
  assert.match(kernel?.remedy ?? "", /bond doctor --install/);
});

Deno.test("the plugin set is named with its version and what it speaks; what it lacks is a note", async () => {
  const [set] = pluginSets(usual.cniPath);
  assert.ok(set);
  const check = (await examineLab(usual)).find(({ text }) => text.startsWith("stock plugins"));
  assert.ok(
    check?.text.includes(`${set.version} of ${set.folder}, CNI up to ${set.cniVersions.at(-1)}`),
  );
  const current = set.cniVersions.includes("1.1.0");
  assert.equal(check?.status, current ? "ok" : "note");
  assert.equal(check?.remedy.includes("--newest"), !current);
});

/** Command lines of doctor, and their exit statuses. */
const STATUSES: readonly [args: readonly string[], status: number][] = [
  [["--lab"], 0],
  [["--lab", "--kernel-path", "/nonexistent"], 3],
  [["--lab", "--cni-path", "/nonexistent"], 3],
  [["--newest"], 2],
];

for (const [args, status] of STATUSES) {
  Deno.test(`bond doctor ${args.join(" ")} ends with status ${status}`, () => {
    const { code, stdout, stderr } = new Deno.Command(bond, { args: ["doctor", ...args] })
      .outputSync();
    const said = new TextDecoder().decode(stdout);
    assert.equal(code, status, said + new TextDecoder().decode(stderr));
    assert.equal(said.includes("✗"), status === 3, said);
  });
}

Deno.test("as JSON there is one document, of checks with status, text and remedy", () => {
  const { stdout } = new Deno.Command(bond, { args: ["doctor", "--lab", "-o", "json"] })
    .outputSync();
  const checks = JSON.parse(new TextDecoder().decode(stdout));
  assert.ok(checks.length >= 3);
  for (const check of checks) {
    assert.deepEqual(Object.keys(check), ["for", "status", "text", "remedy"]);
    assert.equal(check.for, "lab");
  }
});
