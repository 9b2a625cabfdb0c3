/** The forms in which results can be shown, a row each: what has no cell there has no such form. */

import type { BondState, GarbageReport, NodeStatus } from "../../bond/mod.ts";
import type { Diagnostic } from "../input/model.ts";
import type { Check } from "../lab/doctor/mod.ts";
import type { ReplayReport } from "../play/replay/mod.ts";
import { bondLines } from "./bond.ts";
import { countDiagnostics, diagnosticLines } from "./diagnostic.ts";
import { checkLines } from "./doctor.ts";
import { githubAnnotations } from "./github.ts";
import { renderHtml, renderIndex, renderSvg } from "./html/mod.ts";
import { renderJson } from "./json.ts";
import type { CaseResult } from "./junit.ts";
import { sarif } from "./sarif.ts";
import type { Style } from "./style.ts";
import { garbageLines, statusLines } from "./upkeep.ts";

/** What there is to show, by the command that shows it. */
interface Shown {
  lint: readonly Diagnostic[];
  emulate: ReplayReport;
  test: TestReport;
  inspect: readonly BondState[];
  doctor: readonly Check[];
  status: NodeStatus;
  gc: GarbageReport;
}

/** Folders that were replayed, and how each compares with what it expects. */
export interface TestReport {
  title: string;
  folders: readonly (CaseResult & { report: ReplayReport })[];
}

/** A command that shows something. */
export type Subject = keyof Shown;

/** Returns the text that shows something. */
type Show<S extends Subject> = (shown: Shown[S], style: Style) => string;

/** One form: a function for each thing that it can show. */
interface Form {
  about: string;
  shows: { [S in Subject]?: Show<S> };
}

const FORMS = {
  text: {
    about: "text for people",
    shows: {
      lint: (diagnostics, style) =>
        lines([
          ...diagnostics.flatMap((one) => diagnosticLines(one, style)),
          countDiagnostics(diagnostics),
        ]),
      // It is told while it goes on.
      emulate: () => "",
      test: () => "",
      inspect: (bonds, style) => bonds.map((bond) => lines(bondLines(bond, style))).join("\n"),
      doctor: (checks, style) => lines(checks.flatMap((check) => checkLines(check, style))),
      status: (status, style) => lines(statusLines(status, style)),
      gc: (report) => lines(garbageLines(report)),
    },
  },
  json: {
    about: "one JSON document",
    shows: {
      lint: (diagnostics) => json({ diagnostics }),
      emulate: renderJson,
      test: ({ folders }) =>
        json({
          folders: folders.map(({ report, ...result }) => ({
            ...result,
            report: JSON.parse(renderJson(report)),
          })),
        }),
      inspect: json,
      doctor: json,
      status: json,
      gc: json,
    },
  },
  sarif: {
    about: "SARIF 2.1.0 for code hosts",
    shows: { lint: sarif },
  },
  github: {
    about: "annotations for GitHub's workflows",
    shows: { lint: githubAnnotations },
  },
  html: {
    about: "one HTML page",
    shows: {
      emulate: renderHtml,
      test: ({ title, folders }) => renderIndex(title, folders),
    },
  },
  svg: {
    about: "the picture of it as SVG",
    shows: { emulate: renderSvg },
  },
} satisfies Record<string, Form>;

/** The name of a form. */
export type OutputName = keyof typeof FORMS;

/** Returns the forms in which `subject` can be shown, and what they are, in words. */
export function outputsOf(subject: Subject): { names: OutputName[]; about: string } {
  const forms: Readonly<Record<OutputName, Form>> = FORMS;
  const names = (Object.keys(FORMS) as OutputName[]).filter((name) => forms[name].shows[subject]);
  return { names, about: names.map((name) => forms[name].about).join(", or ") };
}

/** Returns what is to be shown in that form. Throws RangeError when there is no such form of it. */
export function showAs<S extends Subject>(
  name: OutputName,
  subject: S,
  shown: Shown[S],
  style: Style,
): string {
  const form: Form = FORMS[name];
  const show: Show<S> | undefined = form.shows[subject];
  if (!show) throw new RangeError(`${subject} has no form ${name}`);
  return show(shown, style);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
