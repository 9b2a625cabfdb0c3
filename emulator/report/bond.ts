/** A live bond, as lines. */

import { type BondLinkState, type BondState, type NodeBond, PORT_OPTIONS } from "../../bond/mod.ts";
import type { PodLink } from "../lab/sandbox/mod.ts";
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

/** Returns where a bond of a node is, whose it is, and what differs from its configuration. */
export function ownerLines(
  { netns, attachment, differences }: NodeBond,
  style: Style = PLAIN,
): string[] {
  const owner = attachment
    ? `${attachment.ifname} of container ${attachment.containerId}, network ${attachment.network}`
    : "nobody's that there is a record of";
  const state = differences === undefined
    ? attachment ? ["its configuration is not known: the runtime remembers none"] : []
    : differences.length === 0
    ? [style.good("as its configuration says")]
    : differences.map((one) => style.bad(`differs from its configuration: ${one}`));
  return [`in ${netns}`, owner, ...state].flatMap((line) => paragraph(line, "  "));
}

/** The columns that every link has; of its options, those that somebody has set follow. */
const COLUMNS: readonly (readonly [title: string, (link: BondLinkState) => string])[] = [
  ["LINK", ({ name }) => name],
  ["STATE", ({ active, up }) => active ? "active" : up ? "backup" : "down"],
  ["MII", ({ carrier, miiStatus }) => carrier ? miiStatus : `${miiStatus}, no carrier`],
  ["FAILURES", ({ failures }) => String(failures)],
  ["MTU", ({ mtu }) => String(mtu)],
  ["ADDRESS", ({ address }) => address],
  ["PERMANENT", ({ permanentAddress }) => permanentAddress],
];

/** Returns a table of the links of a bond, wherever they were looked at. */
function linkTable(links: readonly BondLinkState[]): string[] {
  if (links.length === 0) return ["no links"];
  const set = PORT_OPTIONS.filter((option) =>
    links.some(({ [option.key]: value = option.default }) => value !== option.default)
  ).map(({ key, ...option }): typeof COLUMNS[number] => [
    key.replaceAll(/[A-Z]/g, " $&").toUpperCase(),
    ({ [key]: value = option.default }) => String(value),
  ]);
  const columns = [...COLUMNS, ...set];
  return table([
    columns.map(([title]) => title),
    ...links.map((link) => columns.map(([, value]) => value(link))),
  ]);
}

/** Returns the lines for the bonds among the links of a pod; none where there is no bond. */
export function podBondLines(podLinks: readonly PodLink[]): string[] {
  return podLinks.flatMap(({ name, bond }) => {
    if (!bond) return [];
    const { mode = "", active_slave: active } = bond;
    const ports = podLinks.filter(({ master }) => master === name)
      .flatMap(({ bondPort }) => bondPort ?? []);
    return [
      `${name}: ${mode}${active ? `, sends through ${active}` : ""}`,
      ...linkTable(ports).map((line) => `  ${line}`),
    ];
  });
}
