/** What a program in a pod sees, and what Kubernetes is told. */

import { isJsonObject } from "../../../cni/mod.ts";
import type { PodReport, ReplayReport } from "../../play/replay/mod.ts";
import { ipAddress } from "../ip_address.ts";
import { html, type Markup } from "./markup.ts";
import { podLabel } from "../words.ts";
import { block, table } from "./signs.ts";

/** Returns a part for each pod; the only one is open. */
export function podViews({ pods }: ReplayReport): Markup {
  if (pods.length === 0) return html`<p class="quiet">No pod was attached.</p>`;
  return html`<div class="podvs">${pods.map((pod) => view(pod, pods.length === 1))}</div>`;
}

function view(pod: PodReport, isOpen: boolean): Markup {
  const bonds = pod.podLinks.filter(({ bond }) => bond !== undefined);
  const title = bonds.map(({ name, bond }) => `${name}, ${bond?.["mode"] ?? ""}`).join("; ");
  const label = podLabel(pod.pod);
  if (pod.podLinks.length === 0) {
    return html`
      <details class="podv">
        <summary><b>${label}</b> <span class="dim">not attached</span></summary>
        <div class="body">
          <div class="full">${pod.failures.map((message) =>
            html`<p class="err">${message}</p>`
          )}<p class="quiet">It has never had all its networks.</p></div>
        </div>
      </details>
    `;
  }
  return html`
    <details class="podv" ${isOpen && " open"}>
      <summary><b>${label}</b> <span class="dim">${title || "no bond"}</span></summary>
      <div
        class="body"><div class="col">${bonds.map((bond) => ports(bond, pod))}${devices(
          pod,
        )}</div><div class="col"><div class="blk"><h3><code>ip address</code> in the pod, when all networks were attached</h3>${block(
          `ip address in ${label}`,
          ipAddress(pod.podLinks).join("\n"),
        )}</div></div>${status(pod)}</div>
    </details>
  `;
}

function ports(
  { name, bond = {} }: PodReport["podLinks"][number],
  { podLinks, pod }: PodReport,
): Markup {
  const members = podLinks.filter(({ master }) => master === name);
  const active = bond["active_slave"];
  const options = Object.entries(bond).filter(([key]) => key !== "mode")
    .map(([key, value]) => `${key} ${value}`).join("\n");
  return html`
    <div
      class="blk"><h3>${name}: ${bond["mode"] ?? ""}${active &&
        html`, sends through ${active}`}</h3>${members.length === 0
        ? html`<p class="quiet">It has no links.</p>`
        : table(
          `Links of ${name} in ${podLabel(pod)}`,
          ["Link", "State", "MII", "MTU", "Address"],
          members.map((link) => [
            link.name,
            link.bondPort?.state ?? "",
            link.bondPort?.miiStatus ?? "",
            String(link.mtu),
            html`<code>${link.mac}</code>`,
          ]),
        )}<details><summary>Options of ${name}</summary>${block(
          `Options of ${name} in ${podLabel(pod)}`,
          options,
        )}</details></div>
  `;
}

function devices({ chain, pod }: PodReport): Markup {
  return html`<div class="blk"><h3>Attachments</h3>${
    table(
      `Attachments of ${podLabel(pod)}`,
      ["Interface", "Plugins", "Network", "Device"],
      chain.map((one) => [
        one.ifname,
        one.types.join(" → "),
        one.network,
        one.device ? html`<code>${one.device}</code>` : "–",
      ]),
    )
  }</div>`;
}

function status({ networkStatus, pod }: PodReport): Markup | false {
  if (networkStatus.length === 0) return false;
  const text = (value: unknown) => typeof value === "string" ? value : "–";
  const rows = networkStatus.filter(isJsonObject).map((one) => [
    html`${text(one["interface"])}${one["default"] === true && html`${" "}<small>default</small>`}`,
    text(one["name"]),
    Array.isArray(one["ips"]) ? one["ips"].join(" ") : "–",
    html`<code>${text(one["mac"])}</code>`,
  ]);
  return html`
    <div
      class="blk full"><h3>Annotation <code>network-status</code></h3>${table(
        `Network status of ${podLabel(pod)}`,
        ["Interface", "Network", "Addresses", "MAC"],
        rows,
      )}<details><summary>As JSON</summary>${block(
        `Network status of ${podLabel(pod)} as JSON`,
        JSON.stringify(networkStatus, null, 2),
      )}</details></div>
  `;
}
