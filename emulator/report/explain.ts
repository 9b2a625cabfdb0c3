/** What a finding means, for people; and all of them, as a page. */

import { BOND_ERRORS } from "../../bond/mod.ts";
import { InputError } from "../input/error.ts";
import { type Example, type Rule, ruleOf, RULES } from "../input/findings/mod.ts";
import { didYouMean } from "../input/words/mod.ts";
import { paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

const REPLAYS = {
  all: "A replay goes ahead, and shows what happens.",
  rest: "What it is about cannot be replayed; the rest can.",
  none: "Nothing can be replayed.",
} as const;

/** Returns the lines that explain a finding, or an error of the plugin. Throws InputError for what is neither. */
export function explainCode(code: string, style: Style = PLAIN): string[] {
  const error = Object.entries(BOND_ERRORS).find(([number]) => number === code)?.[1];
  if (error) return [`${code}: ${error.title}`, "", `→ ${error.remedy}`];
  const rule = ruleOf(code);
  if (rule) return explainFinding(rule, style);
  const near = didYouMean(code, RULES.map((rule) => rule.code));
  throw new InputError(`explain: there is no finding ${code}${near}`);
}

/** Returns all codes that can be explained: of findings, and of errors of the plugin. */
export function explainedCodes(): string[] {
  return [...RULES.map(({ code }) => code), ...Object.keys(BOND_ERRORS)];
}

/** Returns a line for each finding, and one for each error code of the plugin. */
export function explainList(style: Style = PLAIN): string[] {
  const errors = Object.entries(BOND_ERRORS).map(([code, { title }]) => `${code}  ${title}`);
  return [...findingList(style), "", "error codes of the plugin:", ...errors];
}

/** Returns the lines that explain a finding. */
export function explainFinding(rule: Rule, style: Style = PLAIN): string[] {
  const { code, severity, title, why, remedy, replay, wrong, right } = rule;
  const emphasis = { error: style.bad, warning: style.warn, info: style.dim }[severity];
  return [
    `${code}: ${title} (${emphasis(severity)})`,
    "",
    ...paragraph(why, ""),
    ...paragraph(`→ ${remedy}`, ""),
    ...paragraph(REPLAYS[replay], ""),
    "",
    "wrong:",
    ...exampleLines(wrong),
    "",
    "right:",
    ...exampleLines(right),
  ];
}

function exampleLines({ shown }: Example): string[] {
  return shown.trimEnd().split("\n").map((line) => `    ${line}`);
}

/** Returns a line for each finding: its code, how grave it is, and what it is. */
export function findingList(style: Style = PLAIN): string[] {
  const width = Math.max(...RULES.map(({ code }) => code.length));
  return RULES.map(({ code, severity, title }) => {
    const emphasis = { error: style.bad, warning: style.warn, info: style.dim }[severity];
    return `${code.padEnd(width)}  ${emphasis(severity.padEnd(7))}  ${title}`;
  });
}

/** Returns all findings as a page in Markdown. */
export function findingsPage(): string {
  const sections = RULES.map((rule: Rule) =>
    [
      `## ${rule.code}`,
      `**${rule.severity}**: ${rule.title}. ${rule.why}`,
      `${rule.remedy} ${REPLAYS[rule.replay]}`,
      `Wrong:\n\n${fenced(rule.wrong)}`,
      `Right:\n\n${fenced(rule.right)}`,
    ].join("\n\n")
  );
  return `${[INTRODUCTION, ...sections].join("\n\n")}\n`;
}

const INTRODUCTION = `# Findings

What \`bond lint\` says of manifests. An **error** is what keeps some pod from starting, or what the API
server refuses; a **warning** is about a pod that starts, but not as it was meant to; an **info** is worth
knowing. \`bond explain CODE\` says the same in a terminal.

This page is made from the registry of findings: \`bond schema findings > docs/findings.md\`.`;

function fenced({ shown }: Example): string {
  return `\`\`\`\n${shown.trimEnd()}\n\`\`\``;
}
