/** Results as JUnit's XML, which build servers read. */

import type { Unmet } from "../play/unmet.ts";

/** How a case came out. */
export interface CaseResult {
  name: string;
  durationMs: number;
  /** What is not as expected; absent when all is. */
  problem?: string;
  /** The same as far as a scenario expects it, by keys from its root. */
  unmet?: Unmet[];
  /** What else there is to know of it. */
  note?: string;
  /** Why it was not played, which is nobody's fault; absent when it was. */
  leftOut?: string;
}

/** Returns the document. */
export function junit(suite: string, results: readonly CaseResult[]): string {
  const failures = results.filter(({ problem }) => problem !== undefined).length;
  const total = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const leftOut = results.filter(({ leftOut }) => leftOut !== undefined).length;
  const attributes = `name="${escape(suite)}" tests="${results.length}" ` +
    `failures="${failures}" skipped="${leftOut}" time="${seconds(total)}"`;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites ${attributes}>`,
    `  <testsuite ${attributes}>`,
    ...results.flatMap((result) => testCase(suite, result)),
    `  </testsuite>`,
    `</testsuites>`,
    "",
  ].join("\n");
}

function testCase(suite: string, { name, durationMs, problem, leftOut }: CaseResult): string[] {
  const attributes = `classname="${escape(suite)}" name="${escape(name)}" ` +
    `time="${seconds(durationMs)}"`;
  if (leftOut !== undefined) {
    return [
      `    <testcase ${attributes}>`,
      `      <skipped message="${escape(leftOut)}"/>`,
      `    </testcase>`,
    ];
  }
  if (problem === undefined) return [`    <testcase ${attributes}/>`];
  const lines = problem.split("\n");
  // Of a diff, what it has in common with what is expected says nothing.
  const message = (lines.find((line) => /^[-+]/.test(line)) ?? lines[0] ?? "").trim();
  return [
    `    <testcase ${attributes}>`,
    `      <failure message="${escape(message)}">${escape(problem)}</failure>`,
    `    </testcase>`,
  ];
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Without the characters that XML 1.0 cannot hold at all. */
function escape(text: string): string {
  const possible = Array.from(text).filter((character) =>
    character >= " " || character === "\n" || character === "\t"
  );
  return possible.map((character) => ENTITIES[character] ?? character).join("");
}
