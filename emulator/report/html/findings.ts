/** What was not as expected, failed or is doubtful, with the lines that it is about. */

import type { Position } from "../../input/model.ts";
import type { ReplayReport } from "../../play/replay/mod.ts";
import type { Excerpt } from "../../input/excerpt.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { valueText } from "../unmet.ts";
import { capital, podLabel } from "../words.ts";
import { partsOf } from "./closeup.ts";
import { icon, measured, took } from "./signs.ts";

/** One thing to know. */
interface Finding {
  kind: "unmet" | "failed" | "error" | "warning" | "info";
  title: string;
  code: string;
  message: Content;
  /** What was expected, and what was instead. */
  compared?: { wanted: unknown; got: unknown };
  position?: Position | undefined;
  source?: Excerpt | undefined;
  /** What to do. */
  hint?: Content;
  /** The part of the page that shows more. */
  link?: { href: string; text: string };
}

/** Returns the findings of a replay; `id` makes names of elements. */
export function findings(report: ReplayReport, id: (name: string) => string): Markup[] {
  return findingsOf(report, id).map((finding) => {
    const { kind, title, code, message, compared, position, source: lines, hint, link } = finding;
    const sign = kind === "warning" ? "warn" : kind === "info" ? "info" : "bad";
    return html`
      <li
        class="find ${kind}"><h3>${icon(
          sign,
        )}<span><span class="sev">${title}</span>${code !== "" &&
          html`${" "}<code class="code">${code}</code>`}</span></h3><p class="msg">${message}</p>${compared &&
          html`
            <dl class="cmp">
              <div>
                <dt>Wanted</dt>
                <dd><code>${valueText(compared.wanted)}</code></dd>
              </div>
              <div>
                <dt>Got</dt>
                <dd><code>${measured(valueText(compared.got))}</code></dd>
              </div>
            </dl>
          `}${position &&
          lines &&
          source(position, lines)}${(hint || link) &&
          html`<p class="fix">${hint && html`<b>What to do</b> ${hint}`}${
            link && html`${" "}<a href="#${link.href}">${link.text}</a>`
          }</p>`}</li>
    `;
  });
}

/** Returns lines of a manifest with the one that is meant. */
export function source({ file, line }: Position, { firstLine, lines }: Excerpt): Markup {
  return html`
    <figure class="src">
      <figcaption><code>${file}</code>, line ${line}</figcaption>
      <pre tabindex="0" role="group" aria-label="${file}, around line ${line}">${lines.map(
        (text, i) => {
          const isIt = firstLine + i === line;
          return html`
            <span
              class="sl${isIt && " hit"}"><span class="no">${isIt &&
                html`<b class="vh">this line: </b>`}${firstLine + i}</span>${text}${"\n"}</span>
          `;
        },
      )}</pre>
    </figure>
  `;
}

function findingsOf(report: ReplayReport, id: (name: string) => string): Finding[] {
  return [...unmet(report, id), ...failed(report, id), ...leaks(report), ...diagnostics(report)];
}

function unmet({ scenario }: ReplayReport, id: (name: string) => string): Finding[] {
  return scenario.flatMap((step, i) => {
    const { what, unmet, position, source } = step;
    return unmet.map(({ key, wanted, got, message }): Finding => ({
      kind: "unmet" as const,
      title: "Not as expected",
      code: key,
      message: `Step ${i + 1}, ${what}: ${message}`,
      compared: { wanted, got },
      position,
      source,
      ...hintOf(key, step),
      link: { href: id(`step-${i + 1}`), text: "See what happened when" },
    }));
  });
}

/** Where most of the time went that was too long. */
function hintOf(key: string, step: ReplayReport["scenario"][number]): Pick<Finding, "hint"> {
  if (!TIMES.includes(key)) return {};
  const longest =
    partsOf(step).toSorted((one, other) => other.toMs - other.fromMs - (one.toMs - one.fromMs))[0];
  if (!longest) return {};
  const { words, fromMs, toMs, option } = longest;
  return {
    hint: html`Most of the time, ${took(toMs - fromMs)}, went ${words}.${
      option !== undefined && html`${" "}A smaller <code>${option}</code> makes that shorter.`
    }`,
  };
}

/** Expectations of how long something takes. */
const TIMES = ["traffic.maxGapMs", "activeLink.withinMs", "announces.withinMs"];

/** The first call of each pod that failed: those after it clear up. */
function failed({ pods }: ReplayReport, id: (name: string) => string): Finding[] {
  let before = 0;
  return pods.flatMap(({ pod, steps, chain, failures }) => {
    const number = before + steps.findIndex(({ error }) => error !== undefined) + 1;
    before += steps.length;
    const call = steps.find(({ error }) => error !== undefined);
    if (!call?.error) {
      return failures.map((message) => ({
        kind: "failed" as const,
        title: "Failed",
        code: "",
        message: `${podLabel(pod)}: ${message}`,
      }));
    }
    const { command, ifname, error } = call;
    const attachment = chain.find((one) => one.ifname === ifname && one.network === call.network);
    return [{
      kind: "failed" as const,
      title: "Failed",
      code: `error ${error.code}`,
      message: `${podLabel(pod)}, ${command} ${ifname}: ${error.msg}`,
      position: attachment?.position,
      source: attachment?.source,
      ...(error.details === "" ? {} : { hint: capital(error.details) }),
      link: { href: id(`call-${number}`), text: "See the call" },
    }];
  });
}

function leaks({ pods }: ReplayReport): Finding[] {
  return pods.flatMap(({ pod, leaks }) =>
    leaks.map(({ message }) => ({
      kind: "unmet" as const,
      title: "Left behind",
      code: "",
      message: `${podLabel(pod)}: ${message}`,
    }))
  );
}

function diagnostics({ diagnostics }: ReplayReport): Finding[] {
  return diagnostics.map(({ severity, code, message, hint, position, source }) => ({
    kind: severity,
    title: severity === "info" ? "Note" : capital(severity),
    code,
    message: capital(message),
    position,
    source,
    ...(hint === "" ? {} : { hint: capital(hint) }),
  }));
}
