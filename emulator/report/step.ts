/** One plugin that ran, as lines. */

import { isJsonObject } from "../../cni/mod.ts";
import type { ChainLink, Step } from "../play/replay/mod.ts";
import { columns, columnWidths, duration, paragraph } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

/** Where the reasons of a failure stand. */
const INDENT = "      ";

/** Returns the widths of the columns interface, type and network for the steps of a chain. */
export function stepColumns(chain: readonly ChainLink[]): number[] {
  return columnWidths(
    chain.flatMap(({ ifname, types, network }) => types.map((type) => [ifname, type, network])),
  );
}

/**
 * Returns the lines of a step: command, interface, plugin type, network, duration, and what ADD
 * gave; or why it failed.
 */
export function stepLines(step: Step, widths: readonly number[], style: Style = PLAIN): string[] {
  const { command, ifname, type, network, durationMs, error } = step;
  const head = [
    style.bold(command.padEnd(5)),
    columns([ifname, type, network], widths),
    style.dim(duration(durationMs).padStart(7)),
  ].join(" ");
  if (!error) return [`${head}  ${style.good("ok")}${outcome(step)}`];
  const reason = error.details ? `${error.msg}\n${error.details}` : error.msg;
  return [
    `${head}  ${style.bad(`error ${error.code}`)}`,
    ...paragraph(reason, INDENT).map(style.bad),
    ...(step.stderr ? paragraph(`stderr: ${step.stderr}`, INDENT).map(style.dim) : []),
  ];
}

/** What an ADD gave: the addresses, or else the hardware address of the last link. */
function outcome({ result }: Step): string {
  if (!result) return "";
  const texts = (key: string, member: string) =>
    (Array.isArray(result[key]) ? result[key] : []).filter(isJsonObject)
      .map((item) => item[member]).filter((text) => typeof text === "string");
  const addresses = [
    ...texts("ips", "address"),
    ...["ip4", "ip6"].map((key) => result[key]).filter(isJsonObject).map(({ ip }) => String(ip)),
  ];
  const shown = addresses.length > 0 ? addresses : texts("interfaces", "mac").slice(-1);
  return shown.map((text) => ` ${text}`).join("");
}
