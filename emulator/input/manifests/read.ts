/** From documents to typed objects. */

import { isJsonObject } from "../../../cni/mod.ts";
import { findingAt } from "../finding.ts";
import type { Finding } from "../model.ts";
import { noManifest, readObject } from "./kinds.ts";
import { type Budget, fullBudget, LimitError, takePods } from "./limits.ts";
import { readSource, type Source, type SyntaxProblem } from "./source.ts";
import { SourceText } from "./source_text.ts";
import { isTemplate, notFilledIn, unfilledIn } from "./templates.ts";
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

/** Marks of other templates, which mean something else elsewhere: only on the line at fault they count. */
const OTHER_MARK = /\$\{\w+\}|\$\(\w+\)|@\w+@|<%|\[\[-?\s*[.$]|%\w+%|\{%/;

/** What has to do with networks, in a file that cannot be read. */
const CONCERNING =
  /cni\.cncf\.io|multus|kind["']?\s*:\s*["']?(NetworkAttachmentDefinition|Sriov|ChainScenario)/;

/**
 * Returns what `files` say. Whatever is wrong with them is among the findings, but for what has no part
 * in networks in those that were `found` in a folder.
 */
export function readManifests(
  files: readonly ManifestFile[],
  { found: isFound = false, budget = fullBudget() } = {},
): Manifests {
  const manifests = emptyManifests();
  manifests.files.push(...files);
  for (const { file, text } of files) {
    const { found, ...objects } = readFile({ file, text }, budget, isFound);
    addTo(manifests, objects);
    const mark = templateMark(text, found);
    const told = mark === undefined ? found : [unrendered(file, text, mark)];
    manifests.findings.push(
      ...(isFound && !CONCERNING.test(text) ? told.map(withoutConcern) : told),
    );
  }
  for (const kind of ["pods", "networks"] as const) {
    const objects: ManifestObject[] = manifests[kind];
    manifests.findings.push(...keepLast(objects, kind === "pods" ? "pod" : "network"));
  }
  return manifests;
}

/** Returns what a file says, and what there is to say of it. */
function readFile(
  { file, text }: ManifestFile,
  budget: Budget,
  isFound: boolean,
): Omit<Manifests, "findings"> & { found: Finding<ManifestCode>[] } {
  const isUnfilled = isTemplate(text);
  const begin = () => {
    const manifests = emptyManifests();
    const push = (source: Source) => {
      const unfilled = isUnfilled ? unfilledIn(source.value) : undefined;
      if (unfilled && !hasOwnParameters(source)) {
        manifests.findings.push(notFilledIn(source.position(unfilled)));
        return;
      }
      const before = manifests.pods.length;
      readObject(source, manifests, { found: isFound });
      takePods(budget, manifests.pods.length - before);
    };
    return { manifests, push };
  };
  try {
    const { documents, problems } = readSource(file, text, budget, begin);
    const { findings, ...objects } = documents.manifests;
    const found = [...syntaxFindings(file, text, problems), ...findings];
    const [unrendered] = found.filter(({ code }) => code === "not-rendered");
    // Once says it for all of the file.
    const told = found.filter((one) => one.code !== "not-rendered" || one === unrendered);
    return { ...objects, found: told };
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    const { findings: _, ...nothing } = emptyManifests();
    const position = SourceText.ofFile(file, text).at(error.offset);
    const found = findingAt(position, {
      code: "file-unreadable" as const,
      message: `${file} cannot be read: ${error.message}`,
      hint: "no manifest is like that: name the files that belong to the pods, or fewer at once",
    });
    return { ...nothing, found: [found] };
  }
}

/** OpenShift's templates bring values for what is to be filled in. */
function hasOwnParameters({ value }: Source): boolean {
  return isJsonObject(value) && value["kind"] === "Template" && Array.isArray(value["objects"]);
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

/** Returns where the text is what shows that it is a template; undefined where it is none, or has no fault. */
function templateMark(
  text: string,
  findings: readonly Finding<ManifestCode>[],
): number | undefined {
  const faults = findings.filter(({ code }) => UNRENDERED.includes(code));
  if (faults.length === 0) return undefined;
  const action = text.search(TEMPLATE_ACTION);
  if (action >= 0) return action;
  const lines = text.split("\n");
  for (const { position } of faults) {
    if (!position) continue;
    const mark = lines[position.line - 1]?.search(OTHER_MARK) ?? -1;
    if (mark < 0) continue;
    return lines.slice(0, position.line - 1).reduce((sum, { length }) => sum + length + 1, mark);
  }
  return undefined;
}

function unrendered(file: string, text: string, mark: number): Finding<ManifestCode> {
  return findingAt(SourceText.ofFile(file, text).at(mark), {
    code: "not-rendered",
    message: "this is a template, and no manifest yet: not all of it was looked at",
    hint: "to have what comes of it checked: helm template . | bond lint -",
  });
}

/** A file that cannot be read, and speaks of no network. */
function withoutConcern(finding: Finding<ManifestCode>): Finding<ManifestCode> {
  const { code, position } = finding;
  return code === "yaml-syntax" && position ? noManifest(position) : finding;
}

/** Returns the manifests of all `parts` together. */
export function mergeManifests(parts: readonly Manifests[]): Manifests {
  const all = emptyManifests();
  for (const part of parts) addTo(all, part);
  return all;
}

/** Adds what one part says to the other. */
function addTo(all: Manifests, part: Partial<Manifests>): void {
  for (const [list, things] of Object.entries(part)) {
    const known: unknown[] = all[list as keyof Manifests];
    for (const thing of things) known.push(thing);
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
    injectors: [],
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
