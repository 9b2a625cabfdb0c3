/** From documents to typed objects. */

import { findingAt } from "../finding.ts";
import type { Finding } from "../model.ts";
import { readObject } from "./kinds.ts";
import { type Budget, fullBudget, LimitError } from "./limits.ts";
import { readSource, type SourceFile, type SyntaxProblem } from "./source.ts";
import { SourceText } from "./source_text.ts";
import type { ManifestCode, ManifestObject, Manifests } from "./types.ts";

/** A file's name as the user gave it, and what it holds. */
export interface ManifestFile {
  /** What positions call it. */
  file: string;
  /** YAML or JSON. */
  text: string;
}

/** What an error in a file may come of that is a template, and no manifest yet. */
const UNRENDERED: readonly ManifestCode[] = [
  "yaml-syntax",
  "kind-missing",
  "field-missing",
  "field-invalid",
];

/** An action of Go's templates, as Helm's charts have them. */
const TEMPLATE_ACTION = /\{\{-?\s*[\w.$"(]/;

/** Returns what `files` say. Whatever is wrong with them is among the findings. */
export function readManifests(files: readonly ManifestFile[]): Manifests {
  const manifests = emptyManifests();
  manifests.files.push(...files);
  const budget = fullBudget();
  for (const { file, text } of files) {
    const before = manifests.findings.length;
    const { documents, problems } = readWithin(budget, file, text, manifests.findings);
    manifests.findings.push(...syntaxFindings(file, text, problems));
    for (const source of documents) readObject(source, manifests);
    const found = manifests.findings.splice(before);
    manifests.findings.push(...(isTemplate(text, found) ? [unrendered(file, text)] : found));
  }
  for (const kind of ["pods", "networks"] as const) {
    const objects: ManifestObject[] = manifests[kind];
    manifests.findings.push(...keepLast(objects, kind === "pods" ? "pod" : "network"));
  }
  return manifests;
}

/** The first problem of each document: those after it mostly follow from it. A tab explains them all. */
function syntaxFindings(
  file: string,
  text: string,
  problems: readonly SyntaxProblem[],
): Finding<ManifestCode>[] {
  const first = problems.filter((one, i) =>
    problems.findIndex(({ position }) => position.document === one.position.document) === i
  );
  const tab = /^ *\t/m.exec(text);
  if (tab && first.length > 0) {
    return [findingAt(SourceText.ofFile(file, text).at(tab.index + tab[0].length - 1), {
      code: "yaml-syntax",
      message:
        "this is not valid YAML: a tab indents the line, and YAML is indented by blanks alone",
      hint: "put blanks in the place of the tabs",
    })];
  }
  return first.map(({ message, position }) =>
    findingAt(position, {
      code: "yaml-syntax",
      message: `this is not valid YAML: ${message}`,
      hint: "correct it here; often an indentation or an unclosed quote a line above",
    })
  );
}

function isTemplate(text: string, findings: readonly Finding<ManifestCode>[]): boolean {
  return findings.some(({ code }) => UNRENDERED.includes(code)) && TEMPLATE_ACTION.test(text);
}

function unrendered(file: string, text: string): Finding<ManifestCode> {
  return findingAt(SourceText.ofFile(file, text).at(text.search(TEMPLATE_ACTION)), {
    code: "not-rendered",
    message: "this is a template, and no manifest yet: not all of it was looked at",
    hint: "to have what comes of it checked: helm template . | bond lint -",
  });
}

/** Returns the manifests of all `parts` together. */
export function mergeManifests(parts: readonly Manifests[]): Manifests {
  const all = emptyManifests();
  for (const part of parts) {
    for (const list of Object.keys(all) as (keyof Manifests)[]) {
      (all[list] as unknown[]).push(...part[list]);
    }
  }
  return all;
}

/** Returns what a file says; nothing, and a finding, when it is too much. */
function readWithin(
  budget: Budget,
  file: string,
  text: string,
  findings: Finding<ManifestCode>[],
): SourceFile {
  try {
    return readSource(file, text, budget);
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    const position = SourceText.ofFile(file, text).at(error.offset);
    findings.push(findingAt(position, {
      code: "file-unreadable",
      message: `${file} cannot be read: ${error.message}`,
      hint: "no manifest is like that: name the files that belong to the pods, or fewer at once",
    }));
    return { documents: [], problems: [] };
  }
}

/** Returns manifests that say nothing. */
export function emptyManifests(): Manifests {
  return {
    files: [],
    pods: [],
    networks: [],
    devicePlugins: [],
    policies: [],
    claims: [],
    claimTemplates: [],
    deviceClasses: [],
    namedDevices: [],
    offeredDevices: [],
    multus: [],
    scenarios: [],
    findings: [],
  };
}

/** Applied one after another, a later object replaces an earlier one of its name. */
function keepLast(objects: ManifestObject[], what: string): Finding<ManifestCode>[] {
  const last = new Map<string, ManifestObject>();
  const findings: Finding<ManifestCode>[] = [];
  for (const object of objects) {
    const key = `${object.namespace}/${object.name}`;
    const earlier = last.get(key)?.source.position();
    if (earlier) {
      findings.push(findingAt(object.source.position(["metadata", "name"]), {
        code: "object-repeated",
        message: `${what} ${key} is defined again; the first is at ${earlier.file}:${earlier.line}`,
        hint: "the last one counts, as after kubectl apply: remove the other",
      }));
    }
    last.set(key, object);
  }
  const kept = new Set(last.values());
  const all = objects.splice(0);
  for (const object of all) if (kept.has(object)) objects.push(object);
  return findings;
}
