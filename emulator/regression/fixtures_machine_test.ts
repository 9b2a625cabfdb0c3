/** The built executable replays the project's own fixtures, and they come out as they say. */

import assert from "node:assert/strict";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname ?? ".", "..", "..");

function bond(...args: string[]): { code: number; stdout: string; stderr: string } {
  const { code, stdout, stderr } = new Deno.Command(join(root, "dist/bond"), { args, cwd: root })
    .outputSync();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test("every fixture comes out as it says", () => {
  const { code, stdout, stderr } = bond("test", "fixtures");
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, /folders, all as expected/);
});

Deno.test("a network name that matches nothing ends with status 2, and the near match is named", () => {
  const { code, stderr } = bond("emulate", "fixtures/network-name-mismatch");
  assert.equal(code, 2);
  assert.match(stderr, /pod\.yaml:\d+:\d+/);
  assert.match(stderr, /did you mean bond-net1\?/);
});

/** What shows a chain, pods without Multus, failures, kills and measurements. */
const VARIED = [
  "sriov-bond",
  "flannel-standalone",
  "failover-miimon",
  "kill-during-add",
  "two-pods",
];

for (const name of VARIED) {
  Deno.test(`two replays of ${name} give the same JSON but for what was measured`, () => {
    const [one, other] = [1, 2].map(() => {
      const { stdout } = bond("emulate", "--output", "json", `fixtures/${name}`);
      const measured = ["durationMs", "measured"];
      return JSON.parse(stdout, (key, value) => measured.includes(key) ? undefined : value);
    });
    assert.deepEqual(one, other);
  });
}
