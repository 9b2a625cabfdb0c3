/** Every call of a plugin: what it was given, what it answered, what it changed. */

import type { LinkChange, ReplayReport, Step } from "../../play/replay/mod.ts";
import type { PodLink } from "../../lab/sandbox/mod.ts";
import { type Content, html, type Markup } from "./markup.ts";
import { podLabel } from "../words.ts";
import { block, table, took } from "./signs.ts";

/** From so many calls on there is a filter. */
const FILTER_FROM = 17;

/** Returns all calls, folded; those that failed are open. `id` makes names of elements. */
export function calls({ pods }: ReplayReport, id: (name: string) => string): Markup {
  const several = pods.length > 1;
  const all = pods.flatMap(({ pod, steps }) => steps.map((step) => ({ pod, step })));
  if (all.length === 0) return html`<p class="quiet">No plugin was called.</p>`;
  return html`
    <div
      class="tools js"><button type="button" data-all="open">Open all</button> <button type="button" data-all="close">Close all</button>${all
            .length >= FILTER_FROM &&
        html`
          <label>Filter <input type="search" placeholder="net1 add" autocomplete="off"></label> <span
            class="shown" role="status"></span>
        `}</div>
    <div class="calls">${all.map(({ pod, step }, i) =>
      callOf(step, pod, several, id(`call-${i + 1}`))
    )}</div>
  `;
}

function callOf(step: Step, pod: string, several: boolean, id: string): Markup {
  const { command, ifname, type, network, durationMs, error } = step;
  const label = podLabel(pod);
  const words = [pod, command, ifname, type, network].join(" ").toLowerCase();
  return html`
    <details class="call" id="${id}" ${error && " open"} data-f="${words}">
      <summary><b class="cmd ${command}">${command}</b> <span class="ifn">${ifname}</span> <span class="typ">${type}</span> <span class="net">${several &&
        html`${label} ·${" "}`}${network}</span> <span class="out${error && " bad"}">${error
        ? `error ${error.code}`
        : html`ok <span class="dim">${gave(step)}</span>`}</span> <span class="d">${took(
          durationMs,
        )}</span></summary>
      <div
        class="body">${error &&
          html`<p class="err full"><b>${error.msg}</b>${
            error.details !== "" && html`<br>${error.details}`
          }</p>`}${changesOf(step, `${command} ${ifname}`)}<div class="col">${part(
            "Environment",
            environment(step),
            `Environment of ${command} ${ifname}`,
            "wrapl",
          )}${part(
            "Standard input",
            JSON.stringify(step.config, null, 2),
            `Standard input of ${command} ${ifname}`,
          )}</div><div class="col">${answer(step)}${part(
            "Standard error",
            step.stderr ?? "",
            `Standard error of ${command} ${ifname}`,
            "wrapl",
          )}</div></div>
    </details>
  `;
}

/** What an ADD gave, in a few words. */
function gave({ result }: Step): string {
  const list = (key: string) => {
    const items = result?.[key];
    return Array.isArray(items) ? items as Record<string, unknown>[] : [];
  };
  const addresses = list("ips").map(({ address }) => address);
  const macs = list("interfaces").map(({ mac }) => mac).slice(-1);
  return (addresses.length > 0 ? addresses : macs).filter((one) => typeof one === "string").join(
    " ",
  );
}

function part(title: string, text: string, label: string, kind = ""): Markup {
  const body: Content = text === ""
    ? html`<p class="quiet">Nothing was written.</p>`
    : block(label, text, kind);
  return html`<div class="blk"><h3>${title}</h3>${body}</div>`;
}

function answer({ command, ifname, result, error, exitCode }: Step): Markup {
  const label = `Result of ${command} ${ifname}`;
  const title = "Standard output";
  if (error) {
    const { code, msg, details } = error;
    const said = { code, msg, ...(details === "" ? {} : { details }) };
    return part(`${title}, exit status ${exitCode}`, JSON.stringify(said, null, 2), label, "wrapl");
  }
  return part(title, result ? JSON.stringify(result, null, 2) : "", label);
}

function environment({ environment }: Step): string {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`).join("\n");
}

function changesOf({ measured }: Step, call: string): Markup {
  const { links } = measured;
  const title = html`<h3>Links of the pod, before and after</h3>`;
  if (links.length === 0) {
    return html`<div class="blk full">${title}<p class="quiet">No link was changed.</p></div>`;
  }
  const columns = ["Link", "State", "Master", "MAC", "MTU", "Addresses"];
  return html`<div class="blk full diff">${title}${
    table(`Links before and after ${call}`, columns, links.map(changeRow))
  }</div>`;
}

function changeRow({ before, after }: LinkChange): (string | Markup)[] {
  const name = (after ?? before)?.name ?? "";
  const cells = CELLS.map((text) => compared(before && text(before), after && text(after)));
  return [compared(before?.name, after?.name, name), ...cells];
}

/** What is shown of a link. */
const CELLS: readonly ((link: PodLink) => string)[] = [
  state,
  ({ master = "–" }) => master,
  ({ mac }) => mac,
  ({ mtu }) => String(mtu),
  ({ addresses }) => addresses.join(" ") || "–",
];

function compared(
  before: string | undefined,
  after: string | undefined,
  same = after ?? "",
): string | Markup {
  if (before === after) return same;
  return html`${before !== undefined && html`<del>${before}</del>`}${
    before !== undefined && after !== undefined && " "
  }${after !== undefined && html`<ins>${after}</ins>`}`;
}

function state({ up, flags, bond, bondPort }: PodLink): string {
  const words = [up ? "up" : "down", ...(up && !flags.includes("LOWER_UP") ? ["no carrier"] : [])];
  if (bondPort) words.push(bondPort.state);
  if (bond?.["active_slave"]) words.push(`sends through ${bond["active_slave"]}`);
  return words.join(", ");
}
