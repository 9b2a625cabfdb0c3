/** Where everything stands in the picture: a patch panel of cards and pods. Pure; units are pixels. */

import type { Cast, CastPod } from "../story/mod.ts";

/** Sizes of one of the two drawings. */
export interface Sizes {
  /** Of the labels at the left; 0 where they stand under the cells. */
  label: number;
  /** Of a column, for so many of them. */
  column(columns: number): number;
  /** The least that a host takes. */
  host: number;
  hostHeight: number;
  switchHeight: number;
  cardHeight: number;
  /** Between two levels. */
  gap: number;
  /** A cell of a pod's link, with so many columns and pods. */
  cell(columns: number, pods: number): number;
  /** Around the cells of a pod. */
  padding: number;
  /** Under the cells, for the label. */
  under: number;
}

/** Room for everything: names, states and addresses. */
export const WIDE: Sizes = {
  label: 200,
  column: (columns) => columns <= 2 ? 210 : columns <= 4 ? 150 : 86,
  host: 150,
  hostHeight: 44,
  switchHeight: 34,
  cardHeight: 44,
  gap: 38,
  cell: (columns, pods) => pods > 3 ? 28 : columns <= 2 ? 66 : columns <= 4 ? 46 : 30,
  padding: 8,
  under: 0,
};

/** The width of the narrow drawing where all columns fit it. */
const NARROW_WIDTH = 308;

/** For a telephone: names only. */
export const NARROW: Sizes = {
  label: 0,
  column: (columns) => columns > 8 ? 48 : Math.max(39, Math.floor((NARROW_WIDTH - 8) / columns)),
  host: 74,
  hostHeight: 30,
  switchHeight: 28,
  cardHeight: 30,
  gap: 28,
  cell: () => 28,
  padding: 8,
  under: 22,
};

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line straight down, and where it can be cut. */
export interface Line {
  x: number;
  from: number;
  to: number;
}

/** Everything in its place. */
export interface Layout {
  width: number;
  height: number;
  hosts: Map<string, Box>;
  switches: Map<string, Box>;
  cards: Map<string, Box>;
  pods: Map<string, Box>;
  /** By "pod/link". */
  cells: Map<string, Box>;
  hostLines: Map<string, Line>;
  uplinks: Map<string, Line>;
  cables: Map<string, Line>;
  risers: Map<string, Line>;
  /** From a riser to a cell, by "pod/link"; where the riser ends in the cell there is none. */
  stubs: Map<string, { x: number; to: number; y: number }>;
  /** Rings round the cables of aggregation groups. */
  groups: Map<string, { x: number; y: number; rx: number }>;
  /** Labels of the levels, at the left. */
  levels: { label: string; y: number }[];
}

interface Column {
  card?: string;
  /** A host on a switch that is not at the top. */
  host?: string;
  switch: string;
  depth: number;
}

/** Returns the places of everything. */
export function layOut(cast: Cast, sizes: Sizes): Layout {
  const columns = columnsOf(cast);
  const roots = cast.switches.filter(({ uplink }) => !knows(cast, uplink));
  const width = columnWidth(cast, sizes, columns, roots.map(({ name }) => name));
  const left = 4 + sizes.label + (sizes.label > 0 ? 8 : 0);
  const right = left + columns.length * width;
  const depth = Math.max(0, ...columns.map((column) => column.depth));
  const onRoots = cast.hosts.filter((host) => roots.some(({ name }) => name === host.switch));
  const hostTop = 4;
  const switchTop = hostTop + (onRoots.length > 0 ? sizes.hostHeight + sizes.gap : 0);
  const levelTop = (level: number) => switchTop + level * (sizes.switchHeight + sizes.gap);
  const hasSwitches = cast.switches.length > 0;
  const cardTop = hasSwitches ? levelTop(depth) + sizes.switchHeight + sizes.gap : switchTop;
  const out: Layout = {
    width: right + 4,
    height: 0,
    hosts: new Map(),
    switches: new Map(),
    cards: new Map(),
    pods: new Map(),
    cells: new Map(),
    hostLines: new Map(),
    uplinks: new Map(),
    cables: new Map(),
    risers: new Map(),
    stubs: new Map(),
    groups: new Map(),
    levels: [],
  };

  placeSwitches(cast, columns, { left, width, levelTop, height: sizes.switchHeight }, out);
  for (const { name } of roots) placeHosts(cast, name, { top: hostTop, sizes }, out);
  for (const [i, column] of columns.entries()) {
    const box = { x: left + i * width + 2, y: cardTop, width: width - 4, height: sizes.cardHeight };
    placeColumn(column, box, out);
  }
  placeGroups(cast, cardTop - sizes.gap / 2 + 4, out);
  out.height = placePods(
    cast,
    columns,
    { left, right, width, top: cardTop + sizes.cardHeight },
    sizes,
    out,
  );
  placeLevels(out, sizes, { hosts: onRoots.length > 0, hasSwitches, depth, levelTop, cardTop });
  return out;
}

function knows({ switches }: Cast, name: string | undefined): boolean {
  return name !== undefined && switches.some((known) => known.name === name);
}

/** Columns from left to right: the tree of switches, each with what is plugged into it first. */
function columnsOf(cast: Cast): Column[] {
  const walked = new Set<string>();
  const walk = (name: string, depth: number): Column[] => {
    if (walked.has(name)) return [];
    walked.add(name);
    const cards = cast.cards.filter((card) => card.switch === name)
      .map((card) => ({ card: card.name, switch: name, depth }));
    const hosts = depth === 0 ? [] : cast.hosts.filter((host) => host.switch === name)
      .map((host) => ({ host: host.name, switch: name, depth }));
    const below = cast.switches.filter(({ uplink }) => uplink === name)
      .flatMap((one) => walk(one.name, depth + 1));
    const all = [...cards, ...hosts, ...below];
    return all.length > 0 ? all : [{ switch: name, depth }];
  };
  const roots = cast.switches.filter(({ uplink }) => !knows(cast, uplink));
  const columns = roots.flatMap(({ name }) => walk(name, 0));
  const others = cast.cards.filter((card) => !knows(cast, card.switch))
    .map((card) => ({ card: card.name, switch: "", depth: 0 }));
  return [...columns, ...others];
}

/** As the number of columns says, or wider where the hosts on top of them need it. */
function columnWidth(
  cast: Cast,
  sizes: Sizes,
  columns: readonly Column[],
  roots: readonly string[],
): number {
  const usual = sizes.column(columns.length);
  const needed = roots.map((root) => {
    const hosts = cast.hosts.filter((host) => host.switch === root).length;
    const below = columns.filter((column) => isUnder(cast, column.switch, root)).length;
    return below === 0 ? 0 : Math.ceil(hosts * sizes.host / below);
  });
  return Math.max(usual, ...needed);
}

function isUnder(cast: Cast, name: string, root: string): boolean {
  const above = cast.switches.find((one) => one.name === name)?.uplink;
  return name === root || (above !== undefined && above !== name && isUnder(cast, above, root));
}

function placeSwitches(
  cast: Cast,
  columns: readonly Column[],
  { left, width, levelTop, height }: {
    left: number;
    width: number;
    levelTop: (level: number) => number;
    height: number;
  },
  out: Layout,
): void {
  const depthOf = (name: string): number => {
    const uplink = cast.switches.find((one) => one.name === name)?.uplink;
    return knows(cast, uplink) ? 1 + depthOf(uplink ?? "") : 0;
  };
  for (const { name, uplink } of cast.switches) {
    const mine = columns.flatMap((column, i) => isUnder(cast, column.switch, name) ? [i] : []);
    if (mine.length === 0) continue;
    const [first, last] = [Math.min(...mine), Math.max(...mine)];
    const box = {
      x: left + first * width + 2,
      y: levelTop(depthOf(name)),
      width: (last - first + 1) * width - 4,
      height,
    };
    out.switches.set(name, box);
    if (!knows(cast, uplink)) continue;
    const to = levelTop(depthOf(uplink ?? "")) + height;
    out.uplinks.set(name, { x: box.x + box.width / 2, from: to, to: box.y });
  }
}

/** The hosts of a switch stand side by side above it. */
function placeHosts(
  cast: Cast,
  root: string,
  { top, sizes: { hostHeight } }: { top: number; sizes: Sizes },
  out: Layout,
): void {
  const bar = out.switches.get(root);
  if (!bar) return;
  const hosts = cast.hosts.filter((host) => host.switch === root);
  const share = bar.width / Math.max(1, hosts.length);
  const width = Math.min(190, share - 8);
  for (const [i, { name }] of hosts.entries()) {
    const middle = bar.x + share * (i + 0.5);
    out.hosts.set(name, { x: middle - width / 2, y: top, width, height: hostHeight });
    out.hostLines.set(name, { x: middle, from: top + hostHeight, to: bar.y });
  }
}

/** What stands in a column, and its cable to the switch above. */
function placeColumn({ card, host, switch: above }: Column, box: Box, out: Layout): void {
  const bar = out.switches.get(above);
  const line = bar && { x: box.x + box.width / 2, from: bar.y + bar.height, to: box.y };
  if (card !== undefined) {
    out.cards.set(card, box);
    if (line) out.cables.set(card, line);
  } else if (host !== undefined) {
    out.hosts.set(host, box);
    if (line) out.hostLines.set(host, line);
  }
}

/** Around the cables of a group, at the height `y`. */
function placeGroups({ groups }: Cast, y: number, out: Layout): void {
  for (const { name, ports } of groups) {
    const xs = ports.flatMap((port) => out.cables.get(port)?.x ?? []);
    if (xs.length === 0) continue;
    const [least, most] = [Math.min(...xs), Math.max(...xs)];
    out.groups.set(name, { x: (least + most) / 2, y, rx: (most - least) / 2 + 12 });
  }
}

/** Returns the height of it all. */
function placePods(
  cast: Cast,
  columns: readonly Column[],
  { left, right, width, top }: { left: number; right: number; width: number; top: number },
  sizes: Sizes,
  out: Layout,
): number {
  const { padding, under } = sizes;
  const cellHeight = sizes.cell(columns.length, cast.pods.length);
  const stacked = Math.max(
    1,
    ...cast.pods.flatMap((pod) => columns.map(({ card }) => on(pod, card).length)),
  );
  const isStraight = cast.pods.length === 1 && stacked === 1;
  const gap = cast.pods.length > 3 ? 8 : 12;
  // A riser needs room at the left of its column.
  const indent = isStraight ? 6 : Math.min(16, Math.max(9, width / 6));
  let y = top + (isStraight ? 30 : 26);
  for (const pod of cast.pods) {
    const rows = Math.max(1, ...columns.map(({ card }) => on(pod, card).length));
    const inner = rows * cellHeight + (rows - 1) * 4;
    const box = { x: 2, y, width: right - 2 + 2, height: inner + 2 * padding + under };
    out.pods.set(pod.pod, box);
    for (const [i, { card }] of columns.entries()) {
      const x = left + i * width;
      for (const [row, link] of on(pod, card).entries()) {
        const cell = {
          x: x + indent + 2,
          y: y + padding + row * (cellHeight + 4),
          width: width - indent - 4,
          height: cellHeight,
        };
        const key = `${pod.pod}/${link.name}`;
        out.cells.set(key, cell);
        if (card === undefined) continue;
        if (isStraight) {
          out.risers.set(card, { x: x + width / 2, from: top, to: cell.y });
        } else {
          const riser = x + Math.max(5, indent / 2);
          out.risers.set(card, { x: riser, from: top, to: cell.y + cellHeight / 2 });
          out.stubs.set(key, { x: riser, to: cell.x, y: cell.y + cellHeight / 2 });
        }
      }
    }
    y += box.height + gap;
  }
  return y - gap + 4;
}

function on({ links }: CastPod, card: string | undefined): CastPod["links"] {
  return card === undefined ? [] : links.filter((link) => link.card === card);
}

function placeLevels(
  out: Layout,
  sizes: Sizes,
  { hosts, hasSwitches, depth, levelTop, cardTop }: {
    hosts: boolean;
    hasSwitches: boolean;
    depth: number;
    levelTop: (level: number) => number;
    cardTop: number;
  },
): void {
  if (sizes.label === 0) return;
  const at = (label: string, y: number, height: number) =>
    out.levels.push({ label, y: y + height / 2 + 4 });
  if (hosts) at("hosts", 4, sizes.hostHeight);
  for (let level = 0; hasSwitches && level <= depth; level++) {
    at("switches", levelTop(level), sizes.switchHeight);
  }
  if (out.cards.size > 0) at("cards", cardTop, sizes.cardHeight);
}
