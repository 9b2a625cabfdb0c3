/** Findings that the manifests themselves ask not to be told of: `# bond-lint: ignore CODE reason`. */

import { findingAt } from "../finding.ts";
import { type ManifestFile, SourceText } from "../manifests/mod.ts";
import type { Diagnostic } from "../model.ts";
import { didYouMean } from "../words/mod.ts";
import { type FindingCode, ruleOf, RULES } from "./registry.ts";

/** A comment that asks for silence. */
interface Ignore {
  file: string;
  code: string;
  /** Lines, from 1, both included. */
  from: number;
  to: number;
  /** Where the comment begins in its file. */
  offset: number;
  text: string;
}

const COMMENT = /#[ \t]*bond-lint:[ \t]*ignore\b[ \t]*([\w-]*)/;

/**
 * Returns the findings that no comment in `files` is about, and a finding for each comment that is about
 * none. A comment is about its own line, about the line after it and what belongs to that, deeper
 * indented, or about a whole document where it comes before the first line.
 */
export function withoutIgnored(
  diagnostics: readonly Diagnostic<FindingCode>[],
  files: readonly ManifestFile[],
): Diagnostic<FindingCode>[] {
  const ignores = files.flatMap(ignoresIn);
  const used = new Set<Ignore>();
  const left = diagnostics.filter(({ code, position }) => {
    const ignore = position &&
      ignores.find((one) =>
        one.code === code && one.file === position.file && one.from <= position.line &&
        position.line <= one.to
      );
    if (ignore) used.add(ignore);
    return !ignore;
  });
  return [...left, ...ignores.filter((one) => !used.has(one)).map(useless)];
}

function useless({ file, code, offset, text }: Ignore): Diagnostic<FindingCode> {
  const position = SourceText.ofFile(file, text).at(offset);
  if (!ruleOf(code)) {
    return withSeverity(findingAt(position, {
      code: "ignore-unknown",
      message: `there is no finding ${code === "" ? "without a code" : code}` +
        didYouMean(code, RULES.map((rule) => rule.code)),
      hint: "bond explain lists all codes",
    }));
  }
  return withSeverity(findingAt(position, {
    code: "ignore-unused",
    message: `there is no ${code} to ignore here`,
    hint: "remove the comment",
  }));
}

function withSeverity(
  { code, ...finding }: Omit<Diagnostic<FindingCode>, "severity">,
): Diagnostic<FindingCode> {
  return { code, severity: ruleOf(code)?.severity ?? "error", ...finding };
}

function ignoresIn({ file, text }: ManifestFile): Ignore[] {
  const lines = text.split("\n");
  let offset = 0;
  return lines.flatMap((line, i): Ignore[] => {
    const start = offset;
    offset += line.length + 1;
    const found = COMMENT.exec(line);
    if (!found) return [];
    const [, code = ""] = found;
    const isAlone = line.slice(0, found.index).trim() === "";
    const [from, to] = isAlone ? blockAfter(lines, i) : [i + 1, i + 1];
    const place = start + found.index;
    return [{ file, code, from, to, offset: place, text }];
  });
}

/** The lines that a comment on the line `at`, from 0, is about. */
function blockAfter(lines: readonly string[], at: number): [from: number, to: number] {
  const isNote = (line: string) => line.trim() === "" || line.trimStart().startsWith("#");
  const next = lines.findIndex((line, i) => i > at && !isNote(line));
  if (next < 0) return [at + 1, at + 1];
  const isFirst = lines.slice(0, at).every(isNote) ||
    lines.slice(0, at).findLast((line) => !isNote(line))?.startsWith("---");
  const indent = indentOf(lines[next] ?? "");
  const end = lines.findIndex((line, i) =>
    i > next && !isNote(line) &&
    (isFirst ? line.startsWith("---") : indentOf(line) <= indent)
  );
  return [next + 1, end < 0 ? lines.length : end];
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
