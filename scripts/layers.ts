import { dirname, join, normalize } from "node:path";

/**
 * The floors from the top down: each may import from those below it, none from those above it. The
 * rooms of a floor are the folders in it; where their order is told, it holds likewise.
 */
export const floors: readonly { path: string; rooms?: readonly string[] }[] = [
  { path: "cmd" },
  { path: "emulator/report" },
  { path: "emulator/play" },
  { path: "emulator/lab" },
  { path: "emulator/input" },
  {
    path: "bond",
    rooms: ["install", "commands", "library", "build", "restore", "log", "policy", "config"],
  },
  { path: "cni" },
  { path: "netlink" },
];

/** A package of the workspace is a floor by another name. */
const packageDoors: ReadonlyMap<string, string> = new Map([[
  "@bond/deno-netlink",
  "netlink/mod.ts",
]]);

const specifiers =
  /^\s*(?:import|export)\s(?:[^"';]*?\sfrom\s*)?"([^"]+)"|\bimport\(\s*"([^"]+)"\s*[,)]/gm;

/** What a module imports, statically or dynamically, types included. */
export function importsOf(source: string): string[] {
  return Array.from(source.matchAll(specifiers), (match) => match[1] ?? match[2] ?? "");
}

/**
 * What is wrong with how modules import each other, as sentences: an import that looks up, one that
 * goes past a door, files or rooms that import each other in a circle. Types count.
 * @param sources The text of all modules by their paths from the root of the project.
 */
export function houseFaults(sources: ReadonlyMap<string, string>): string[] {
  const doors = new Set([...sources.keys()].filter((path) => path.endsWith("/mod.ts")));
  const files = new Map<string, Set<string>>();
  const rooms = new Map<string, Set<string>>();
  const faults: string[] = [];
  for (const [path, source] of sources) {
    const targets = importsOf(source).flatMap((specifier) => resolve(path, specifier) ?? []);
    files.set(path, new Set(targets));
    for (const target of new Set(targets)) {
      faults.push(...lookingUp(path, target), ...pastTheDoor(path, target, doors));
      const [own, other] = [roomOf(path), roomOf(target)];
      if (isForTests(path) || !own || !other || own === other) continue;
      rooms.set(own, (rooms.get(own) ?? new Set()).add(other));
    }
  }
  return [...faults, ...circles(files), ...circles(rooms)];
}

function lookingUp(path: string, target: string): string[] {
  const [own, other] = [floorOf(path), floorOf(target)];
  if (!own || !other) return [];
  if (own !== other) {
    if (floors.indexOf(own) < floors.indexOf(other)) return [];
    return [`${path} imports ${target}: ${own.path} may not look up to ${other.path}`];
  }
  const place = (path: string) => own.rooms?.indexOf(path.split("/").at(-2) ?? "") ?? -1;
  const [from, to] = [roomOf(path), roomOf(target)];
  if (!own.rooms || !from || !to || isForTests(path) || place(`${from}/`) <= place(`${to}/`)) {
    return [];
  }
  return [`${path} imports ${target}: ${from} may not look up to ${to}`];
}

/**
 * The outermost folder that the import enters has a mod.ts: there is no other way in, but for a part.ts or
 * NAME_part.ts beside it, which is what the program loads of a floor by itself.
 */
function pastTheDoor(path: string, target: string, doors: ReadonlySet<string>): string[] {
  if (!floorOf(target) || isForTests(path) && /\/testing(_\w+)?\.ts$/.test(target)) return [];
  const folders = dirname(target).split("/");
  const entered = folders.map((_, i) => folders.slice(0, i + 1).join("/"))
    .filter((folder) => !path.startsWith(`${folder}/`));
  const door = entered.map((folder) => `${folder}/mod.ts`).find((mod) => doors.has(mod));
  if (door === undefined || door === target) return [];
  const isPart = /(^|\/|_)part\.ts$/.test(target) && dirname(target) === dirname(door);
  if (isPart) return [];
  return [`${path} imports ${target}: the door is ${door}`];
}

/** One sentence for each set of nodes that reach each other, with a shortest way round. */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const told = new Set<string>();
  const sentences: string[] = [];
  for (const start of [...graph.keys()].sort()) {
    if (told.has(start)) continue;
    const way = shortestWay(graph, start);
    if (!way) continue;
    for (const node of way) told.add(node);
    sentences.push(`a circle: ${way.join(" → ")}`);
  }
  return sentences;
}

/** The shortest way from a node back to it, both ends included. */
function shortestWay(
  graph: ReadonlyMap<string, ReadonlySet<string>>,
  start: string,
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const next of [...graph.get(node) ?? []].sort()) {
      if (next === start) {
        const way = [start];
        for (let at: string | undefined = node; at !== undefined; at = cameFrom.get(at)) {
          way.unshift(at);
        }
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function floorOf(path: string): typeof floors[number] | undefined {
  return floors.find((floor) => path.startsWith(`${floor.path}/`));
}

/** The folder of its floor that a module is in; undefined for what lies on the floor itself. */
function roomOf(path: string): string | undefined {
  const floor = floorOf(path);
  const [room, ...inner] = floor ? path.slice(floor.path.length + 1).split("/") : [];
  return floor && inner.length > 0 ? `${floor.path}/${room}` : undefined;
}

/** The path from the project's root of a module of ours; undefined for what is not ours. */
function resolve(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return normalize(join(dirname(from), specifier));
  return packageDoors.get(specifier);
}

/** Tests, and what helps them, may use what others offer to tests. */
function isForTests(path: string): boolean {
  return /(_test|\/testing(_\w+)?)\.ts$|\/testdata\//.test(path);
}
