/** A replay as one page that needs nothing else: no network, no other file, and no script to be read. */

import { castOf, storyOf } from "../story/mod.ts";
import { createHash } from "node:crypto";
import { NOTHING, type ReplayReport } from "../../play/replay/mod.ts";
import { type Outcome, outcomeOf, standOf } from "../verdict.ts";
import { calls } from "./calls.ts";
import { closeUp } from "./closeup.ts";
import { findings } from "./findings.ts";
import { head, outcomeIcon } from "./head.ts";
import { type Content, html, json, type Markup, raw } from "./markup.ts";
import { momentData, picture } from "./picture.ts";
import { podViews } from "./pods.ts";
import { repeatRows } from "./repeats.ts";
import { LIVE_SCRIPT } from "./live_script.ts";
import { SCRIPT } from "./script.ts";
import { count } from "../words.ts";
import { STYLE } from "./style.ts";
import { timeline } from "./timeline.ts";

/** Returns the page about one replay. */
export function renderHtml(report: ReplayReport): string {
  return onePage(report, outcomeOf(report));
}

/** Returns the page about a replay that goes on: it follows the server that it comes from. */
export function renderLive(report: ReplayReport = NOTHING): string {
  return onePage(report, standOf(report), true);
}

function onePage(report: ReplayReport, outcome: Outcome, live = false): string {
  const id = (name: string) => name;
  const parts = partsOf(report, id);
  return documentOf(
    `${report.name}: ${outcome.summary}`,
    html`
      <div data-report="">
        <header class="top">
          <div
            class="wrap"><p class="brand">bond lab <span aria-hidden="true">·</span> replay of <b>${report
              .name}</b></p>
      ${head(report, outcome, "h1")}</div>
        </header>
        <nav class="toc" aria-label="Parts of the report">
          <div class="wrap">
            <ul>${parts.map(({ name, title, number }) =>
              html`<li><a href="#${id(name)}">${title}${
                number !== undefined && html`${" "}<span class="n">${number}</span>`
              }</a></li>`
            )}</ul>
          </div>
        </nav>
        <main id="main" class="wrap">${parts.map((part) => section(part, id))}</main>
      </div>
    `,
    live,
  );
}

/** One replay among several on a page. */
interface Chapter {
  report: ReplayReport;
  /** What is not as it was expected; absent when all is. */
  problem?: string;
}

/** Returns the page about several replays, with an index: those that are not as expected are open. */
export function renderIndex(title: string, chapters: readonly Chapter[]): string {
  const all = chapters.map(({ report, problem }, i) => {
    const prefix = `r${i + 1}-`;
    return {
      report,
      problem,
      prefix,
      outcome: outcomeOf(report),
      id: (name: string) => prefix + name,
    };
  });
  const bad = all.filter(({ problem }) => problem !== undefined).length;
  const summary = bad === 0
    ? `${count(all.length, "folder")}, all as expected`
    : `${bad} of ${count(all.length, "folder")} not as expected`;
  return documentOf(
    `${title}: ${summary}`,
    html`
      <header class="top">
        <div class="wrap">
          <p class="brand">bond lab <span aria-hidden="true">·</span> replays of <b>${title}</b></p>
          <div class="verdict">${outcomeIcon({
            verdict: bad === 0 ? "ok" : "failed",
          })}<div><h1>${summary}</h1></div></div>
          <ol class="index">${all.map(({ report, problem, prefix, outcome }) =>
            html`<li><a href="#${prefix}report">${
              outcomeIcon({ verdict: problem === undefined ? "ok" : "failed" })
            } <b>${report.name}</b> <span>${
              problem === undefined ? outcome.summary : `not as expected: ${outcome.summary}`
            }</span></a></li>`
          )}</ol>
        </div>
      </header>
      <main id="main" class="wrap">${all.map(chapter)}</main>
    `,
  );
}

function chapter(
  { report, problem, prefix, outcome, id }: {
    report: ReplayReport;
    problem: string | undefined;
    prefix: string;
    outcome: Outcome;
    id: (name: string) => string;
  },
): Markup {
  return html`
    <details class="report" id="${prefix}report" data-report="${prefix}" ${problem !== undefined &&
      " open"}>
      <summary>${outcomeIcon({ verdict: problem === undefined ? "ok" : "failed" })}<b>${report
        .name}</b></summary>
      <div class="top">
        <div class="wrap">${head(report, outcome, "h2")}${problem !== undefined &&
          html`<p class="err"><b>Not as expected:</b> ${problem}</p>`}</div>
      </div>
      <div class="wrap body1">${partsOf(report, id).map((part) => section(part, id))}</div>
    </details>
  `;
}

/** A section of a report. */
interface Part {
  name: string;
  title: string;
  /** How many things are in it. */
  number?: number;
  about: string;
  body: Content;
}

function partsOf(report: ReplayReport, id: (name: string) => string): Part[] {
  const found = findings(report, id);
  const cast = castOf(report);
  const story = storyOf(report, cast);
  const number = report.pods.flatMap(({ steps }) => steps).length;
  return [
    ...(found.length > 0
      ? [{
        name: "findings",
        title: "Findings",
        number: found.length,
        about:
          "What was not as expected, what is doubtful in the manifests, and what to do about it.",
        body: html`<ol class="finds">${found}</ol>`,
      }]
      : []),
    ...(report.pods.length > 0
      ? [
        {
          name: "picture",
          title: "Picture",
          about: "The network from the pod’s links up to the hosts, at a moment of the replay.",
          body: html`${picture(report, cast, story, id)}<script type="application/json">${
            json(momentData(story))
          }</script>`,
        },
        {
          name: "timeline",
          title: "Timeline",
          about: "All calls and the steps of the scenario, to scale.",
          body: html`${timeline(report, id)}${
            report.scenario.map((step, i) => closeUp(step, i, story.moments, id))
          }`,
        },
        ...(report.repeats
          ? [{
            name: "repeats",
            title: "Repeats",
            number: report.repeats.replays,
            about: "One replay is no bound: this is what each of several measured.",
            body: repeatRows(report),
          }]
          : []),
        {
          name: "calls",
          title: "CNI calls",
          number,
          about: "What each plugin was given, what it answered, and what it changed.",
          body: calls(report, id),
        },
        {
          name: "pod",
          title: "In the pod",
          about: "What a program in the pod sees, and what Kubernetes is told.",
          body: podViews(report),
        },
      ]
      : []),
  ];
}

function section({ name, title, about, body }: Part, id: (name: string) => string): Markup {
  return html`
    <section id="${id(name)}"
      aria-labelledby="${id(`h-${name}`)}"><h2 id="${id(
        `h-${name}`,
      )}">${title}</h2><p class="what">${about}</p>${body}</section>
  `;
}

function documentOf(title: string, body: Markup, live = false): string {
  // Only these scripts run: whatever a name looks like, it stays text.
  const scripts = live ? [SCRIPT, LIVE_SCRIPT] : [SCRIPT];
  const hashes = scripts.map((script) =>
    `'sha256-${createHash("sha256").update(script).digest("base64")}'`
  );
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes.join(" ")}${
    live ? "; connect-src 'self'" : ""
  }`;
  return `${
    html`
      <!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
          <meta name="viewport" content="width=device-width,initial-scale=1">
          <meta name="color-scheme" content="light dark">
          <meta name="generator" content="bond">
          <title>${title}</title>
          <style>${raw(STYLE)}</style>
        </head>
        <body class="nojs">
      <a class="skip" href="#main">To the report</a>
      ${body}
      <footer class="wrap"><p>bond lab. The kernel did all that is shown here: bonds, carriers and frames are real; cards, cables and switches are namespaces.</p></footer>
      ${scripts.map((script) => html`<script>${raw(script)}</script>`)}</body>
      </html>
    `.text.trim()
  }\n`;
}
