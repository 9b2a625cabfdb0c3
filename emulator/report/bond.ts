/** A live bond, as lines. */

import type { BondState } from "../../bond/mod.ts";
import { paragraph, table } from "./layout.ts";
import { PLAIN, type Style } from "./style.ts";

/** Returns the bond's state, its options and a table of its links. */
export function bondLines(bond: BondState, style: Style = PLAIN): string[] {
  const { name, mode, address, mtu, up, carrier, activeLink, aggregator, options, links } = bond;
  const state = !up ? style.dim("down") : carrier ? style.good("up") : style.bad("no carrier");
  const words = Object.entries(options).filter(([key]) => key !== "mode")
    .map(([key, value]) => `${key}=${value}`);
  return [
    `${style.bold(name)}: ${mode}, ${state}, mtu ${mtu}, ${address}`,
    ...(activeLink ? [`  active link ${activeLink}`] : []),
    ...(aggregator
      ? [
        `  aggregator ${aggregator.aggregator} with ${aggregator.numPorts} links, ` +
        `partner ${aggregator.partnerMac}`,
      ]
      : []),
    ...paragraph(words.join(" "), "  ").map(style.dim),
    ...linkTable(links).map((line) => `  ${line}`),
  ];
}

function linkTable(links: BondState["links"]): string[] {
  if (links.length === 0) return ["no links"];
  return table([
    ["LINK", "STATE", "MII", "FAILURES", "MTU", "ADDRESS", "PERMANENT"],
    ...links.map((link) => [
      link.name,
      link.active ? "active" : link.up ? "backup" : "down",
      link.carrier ? link.miiStatus : `${link.miiStatus}, no carrier`,
      String(link.failures),
      String(link.mtu),
      link.address,
      link.permanentAddress,
    ]),
  ]);
}
