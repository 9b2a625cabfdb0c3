import assert from "node:assert/strict";
import { type Example, RULES } from "../../input/findings/mod.ts";
import { readManifests } from "../../input/manifests/mod.ts";
import { planReplay } from "./mod.ts";

/** What no manifest can show: files that are not there, what this machine lacks, and what comments ask. */
const ELSEWHERE: readonly string[] = [
  "file-unreadable",
  "ignore-unknown",
  "ignore-unused",
  "plugins-outdated",
  "server-missing",
];

/** The plugins that the distribution installs, whatever newer ones the user has had fetched. */
const DISTRIBUTION: readonly string[] = ["/usr/lib/cni"];

for (const { code, wrong, right } of RULES) {
  if (ELSEWHERE.includes(code)) continue;
  Deno.test(`the examples of ${code}: the wrong one has this finding alone, the right one none`, () => {
    assert.deepEqual(codesOf(wrong), [code]);
    assert.deepEqual(codesOf(right), []);
  });
}

function codesOf({ files }: Example): string[] {
  const { diagnostics } = planReplay(readManifests(files), { cniPath: DISTRIBUTION });
  return [...new Set(diagnostics.map(({ code }) => code))];
}
