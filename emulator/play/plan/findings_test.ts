import assert from "node:assert/strict";
import { type Example, RULES } from "../../input/findings/mod.ts";
import { readManifests } from "../../input/manifests/mod.ts";
import { planReplay } from "./mod.ts";

/** What no manifest can show: files that are not there, what this machine lacks, and what is asked beside. */
const ELSEWHERE: readonly string[] = [
  "check-impossible",
  "file-unreadable",
  "ignore-unknown",
  "ignore-unused",
  "plugins-outdated",
  "server-missing",
];

/** The plugins that the distribution installs, whatever newer ones the user has had fetched. */
const DISTRIBUTION: readonly string[] = ["/usr/lib/cni"];

/** What the distribution's plugins are too old for, in examples of other findings. */
const OF_OLD_PLUGINS: readonly string[] = ["link-in-container-unknown"];

for (const { code, wrong, right } of RULES) {
  if (ELSEWHERE.includes(code)) continue;
  Deno.test(`the examples of ${code}: the wrong one has this finding alone, the right one none`, () => {
    const own = ({ files }: Example) =>
      codesOf(files).filter((one) => one === code || !OF_OLD_PLUGINS.includes(one));
    assert.deepEqual(own(wrong), [code]);
    assert.deepEqual(own(right), []);
  });
}

function codesOf(files: Example["files"]): string[] {
  const { diagnostics } = planReplay(readManifests(files), { cniPath: DISTRIBUTION });
  return [...new Set(diagnostics.map(({ code }) => code))];
}

Deno.test("a check says once which networks it leaves out", () => {
  const rule = RULES.find(({ code }) => code === "check-impossible") ?? assert.fail();
  const said = ({ files }: Example, check: boolean) =>
    planReplay(readManifests(files), { cniPath: DISTRIBUTION, check }).diagnostics
      .map(({ code, message }) => `${code}: ${message}`);
  assert.deepEqual(said(rule.wrong, true), [
    "check-impossible: default/east and default/west are not checked: CHECK came with CNI 0.4.0",
  ]);
  assert.deepEqual(said(rule.wrong, false), []);
  assert.deepEqual(said(rule.right, true), []);
});
