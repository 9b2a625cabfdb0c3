/** The forms in which results can be shown, a row each: what has no cell there has no such form. */

import type {
  BondChange,
  BondState,
  GarbageReport,
  NodeBond,
  NodeBondChange,
  NodeStatus,
} from "../../bond/mod.ts";
import type { ManifestFile } from "../input/manifests/mod.ts";
import type { Diagnostic } from "../input/model.ts";
import { jsonText } from "../input/words/mod.ts";
import type { Check } from "../lab/doctor/mod.ts";
import type { ReplayEvent, ReplayReport } from "../play/replay/mod.ts";
import { bondLines, ownerLines } from "./bond.ts";
import { countDiagnostics, diagnosticLines } from "./diagnostic.ts";
import { checkLines } from "./doctor.ts";
import { withExcerpts, withLines } from "./excerpts.ts";
import { foldersVerdict, folderText } from "./folders.ts";
import { githubAnnotations } from "./github.ts";
import { renderHtml, renderIndex, renderSvg } from "./html/mod.ts";
import { renderJson } from "./json.ts";
import type { CaseResult } from "./junit.ts";
import { forOthers } from "./places.ts";
import { repeatLines } from "./repeats.ts";
import { sarif } from "./sarif.ts";
import { asText } from "./layout.ts";
import type { Style } from "./style.ts";
import { TextReport, verdictText } from "./text.ts";
import { garbageLines, statusLines } from "./upkeep.ts";

/** What there is to show, by the command that shows it. */
export interface Shown {
  lint: {
    diagnostics: readonly Diagnostic[];
    files: readonly ManifestFile[];
    /** Whether warnings count as errors. */
    strict: boolean;
  };
  emulate: ReplayReport;
  test: TestReport;
  inspect: readonly (BondState | NodeBond)[];
  doctor: readonly Check[];
  status: NodeStatus;
  gc: GarbageReport;
}

/** Folders that were replayed, and how each compares with what it expects. */
export interface TestReport {
  title: string;
  folders: readonly (CaseResult & { report: ReplayReport })[];
}

/** What goes on, part by part, by the command that tells it. */
interface Told {
  emulate: { event: ReplayEvent; report: ReplayReport };
  test: TestReport["folders"][number];
  inspect: BondMoment;
}

/** The bonds of a namespace or of a node at a moment, or what then happened to one of them. */
type BondMoment =
  & { /** In ISO 8601. */ time: string }
  & ({ kind: "now"; bonds: readonly (BondState | NodeBond)[] } | BondChange | NodeBondChange);

/** A command that shows something. */
export type Subject = keyof Shown;

/** Returns the text that shows something. */
type Show<S extends Subject> = (shown: Shown[S], style: Style) => string;

/** Returns the text for the next part. */
type Tell<S extends keyof Told> = (part: Told[S]) => string;

/** One form: a function for each thing that it can show. */
interface Form {
  about: string;
  shows: { [S in Subject]?: Show<S> };
  /** What it tells while something goes on; `shows` has the end of it then. */
  tells?: { [S in keyof Told]?: (style: Style, live: boolean) => Tell<S> };
  /** Whether it goes to others: no path of this machine may be in it. */
  travels?: true;
}

const FORMS = {
  text: {
    about: "text for people",
    shows: {
      lint: ({ diagnostics, files }, style) =>
        asText([
          ...withLines(diagnostics, files).flatMap((one) => diagnosticLines(one, style)),
          countDiagnostics(diagnostics),
        ]),
      // Where nothing was replayed there is no verdict.
      emulate: (report, style) =>
        report.kernel.provider === "" ? "" : verdictText(report, style) +
          asText(report.repeats ? ["", ...repeatLines(report)] : []),
      test: ({ folders }, style) => foldersVerdict(folders, style),
      inspect: bondsText,
      doctor: (checks, style) => asText(checks.flatMap((check) => checkLines(check, style))),
      status: (status, style) => asText(statusLines(status, style)),
      gc: (report) => asText(garbageLines(report)),
    },
    tells: {
      emulate(style, live) {
        const text = new TextReport(style, live);
        return ({ event, report }) => text.render(event, report);
      },
      test: (style) => ({ report, ...result }) =>
        folderText(result, style) + asText(repeatLines(report).map((line) => `  ${line}`)),
      inspect: (style) => (moment) =>
        moment.kind === "now"
          ? bondsText(moment.bonds, style) || "no bonds yet\n"
          : `${moment.time}  ${"netns" in moment ? `${moment.netns}: ` : ""}${moment.what}\n`,
    },
  },
  json: {
    about: "one JSON document",
    shows: {
      lint: ({ diagnostics }) => jsonText({ diagnostics }),
      emulate: renderJson,
      test: ({ folders }) =>
        jsonText({
          folders: folders.map(({ report, ...result }) => ({
            ...result,
            report: JSON.parse(renderJson(report)),
          })),
        }),
      inspect: jsonText,
      doctor: jsonText,
      status: jsonText,
      gc: jsonText,
    },
    // One object a line: there is no end that a document could have.
    tells: { inspect: () => (moment) => `${JSON.stringify(moment)}\n` },
  },
  sarif: {
    about: "SARIF 2.1.0 for code hosts",
    shows: { lint: ({ diagnostics }) => sarif(diagnostics) },
  },
  github: {
    about: "annotations for GitHub's workflows",
    shows: { lint: ({ diagnostics }) => githubAnnotations(diagnostics) },
  },
  html: {
    about: "one HTML page",
    shows: {
      emulate: renderHtml,
      test: ({ title, folders }) => renderIndex(title, folders),
    },
    travels: true,
  },
  svg: {
    about: "the picture of it as SVG",
    shows: { emulate: renderSvg },
    travels: true,
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

/**
 * Returns what tells the parts of `subject` while it goes on; where the form waits for the end, nothing.
 * With `live` everything is told as soon as it happens.
 */
export function tellAs<S extends keyof Told>(
  name: OutputName,
  subject: S,
  style: Style,
  live = false,
): Tell<S> {
  const { tells }: Form = FORMS[name];
  const tell: ((style: Style, live: boolean) => Tell<S>) | undefined = tells?.[subject];
  return tell?.(style, live) ?? (() => "");
}

/** Whether `subject` is told in that form while it goes on. */
export function isTold(name: OutputName, subject: keyof Told): boolean {
  const { tells }: Form = FORMS[name];
  return tells?.[subject] !== undefined;
}

/**
 * Returns `report`, which is about the manifests at `paths`, as that form shows it: with the lines round
 * every position; where the form goes to others without paths of this machine, and the same in every
 * run but for what was measured.
 */
export function madeReady(
  name: OutputName,
  report: ReplayReport,
  paths: readonly string[],
): ReplayReport {
  const { travels }: Form = FORMS[name];
  const whole = withExcerpts(report);
  return travels ? forOthers(whole, paths) : whole;
}

function bondsText(bonds: readonly (BondState | NodeBond)[], style: Style): string {
  return bonds.map((bond) =>
    asText([...bondLines(bond, style), ...("netns" in bond ? ownerLines(bond, style) : [])])
  ).join("\n");
}
