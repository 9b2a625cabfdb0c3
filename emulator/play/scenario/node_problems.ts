/** What keeps a node from being built as a scenario describes it. */

import { networkOf, parseAddress } from "../../../netlink/mod.ts";
import type { NodeDescription } from "./node_schema.ts";

/** Something wrong with a description; `path` leads to it from the description. */
interface NodeProblem {
  path: (string | number)[];
  message: string;
  hint: string;
}

/** Returns what keeps a node from being built as described: names that clash, or that nothing has. */
export function nodeProblems(description: NodeDescription): NodeProblem[] {
  const { physicalFunctions = [], nics = [], switches, hosts } = description;
  return [
    ...Object.entries({ physicalFunctions, nics, hosts }).flatMap(([list, things]) =>
      things.flatMap((thing, i) => unknownSwitch(description, [list, i, "switch"], thing.switch))
    ),
    ...hosts.flatMap(hostProblems),
    ...secondDefaultRoutes(nics),
    ...switches.flatMap((_, i) => switchProblems(description, i)),
    ...sharedPorts(description),
    ...duplicates({ physicalFunctions, nics }, ["lo", ...functionNames(description)]),
    ...duplicates({ switches }),
    ...duplicates({ hosts }),
  ];
}

function unknownSwitch(
  { switches }: NodeDescription,
  path: NodeProblem["path"],
  name: string | undefined,
): NodeProblem[] {
  const known = switches.map((one) => one.name);
  if (name === undefined || known.includes(name)) return [];
  return [{
    path,
    message: `there is no switch ${name}`,
    hint: known.length > 0
      ? `the switches are ${known.join(", ")}`
      : `list it: switches: [{name: ${name}}]`,
  }];
}

function hostProblems(
  { name, addresses, dhcp }: NodeDescription["hosts"][number],
  i: number,
): NodeProblem[] {
  const problems: NodeProblem[] = addresses.flatMap((address, j) =>
    addresses.indexOf(address) < j
      ? [{
        path: ["hosts", i, "addresses", j],
        message: `${address} is there twice`,
        hint: "remove one of them",
      }]
      : []
  );
  if (!dhcp) return problems;
  const { from, to } = dhcp;
  const path = ["hosts", i, "dhcp"];
  if (!isInOrder(from, to)) {
    const hint = "write the lower address under from";
    problems.push({ path, message: `${from} comes after ${to}`, hint });
  }
  if (!addresses.some((cidr) => isInNetwork(from, cidr) && isInNetwork(to, cidr))) {
    problems.push({
      path,
      message: `${from} to ${to} is in no network of ${name}`,
      hint: `${name} has ${addresses.join(", ")}`,
    });
  }
  return problems;
}

function secondDefaultRoutes(nics: NonNullable<NodeDescription["nics"]>): NodeProblem[] {
  return nics.flatMap(({ name, defaultRoute }, i) => {
    const first = nics.slice(0, i).find((nic) => nic.defaultRoute);
    if (!defaultRoute || !first) return [];
    return [{
      path: ["nics", i, "defaultRoute"],
      message: `the default route leaves by ${first.name} already`,
      hint: `remove it from ${first.name} or from ${name}`,
    }];
  });
}

function switchProblems(description: NodeDescription, i: number): NodeProblem[] {
  const { physicalFunctions, nics = [], switches } = description;
  const { name = "", uplink, aggregates = [] } = switches[i] ?? {};
  const path = ["switches", i, "uplink"];
  const problems = unknownSwitch(description, path, uplink);
  if (uplinksOf(name, description).includes(name)) {
    problems.push({
      path,
      message: `the uplinks of ${name} lead back to it`,
      hint: "switches form a tree: frames would circulate for ever",
    });
  }
  // Physical functions that come from the device plugin's pools are not known here.
  if (physicalFunctions === undefined) return problems;
  const known = [...physicalFunctions, ...nics].map((device) => device.name);
  aggregates.forEach(({ ports }, j) =>
    ports.forEach((port, k) => {
      if (known.includes(port)) return;
      problems.push({
        path: ["switches", i, "aggregates", j, "ports", k],
        message: `the node has no physical function or NIC ${port}`,
        hint: `it has ${known.join(", ") || "none"}`,
      });
    })
  );
  return problems;
}

/** The switches that are passed on the way up from `name`, itself left out unless they lead back. */
function uplinksOf(name: string, { switches }: NodeDescription): string[] {
  const passed: string[] = [];
  let next = switches.find((one) => one.name === name)?.uplink;
  while (next !== undefined && !passed.includes(next)) {
    passed.push(next);
    next = switches.find((one) => one.name === next)?.uplink;
  }
  return passed;
}

/** Aggregates are bonds of one namespace, and a cable ends in one of them. */
function sharedPorts({ switches }: NodeDescription): NodeProblem[] {
  const aggregates = switches.flatMap(({ aggregates }, i) =>
    aggregates.map((aggregate, j) => ({
      ...aggregate,
      path: ["switches", i, "aggregates", j] as NodeProblem["path"],
    }))
  );
  return aggregates.flatMap(({ name, ports, path }, i) => {
    const before = aggregates.slice(0, i);
    const again = before.some((other) => other.name === name)
      ? [{ path: [...path, "name"], message: `${name} is there twice`, hint: "rename one of them" }]
      : [];
    const shared = ports.flatMap((port, k): NodeProblem[] => {
      const other = before.find((aggregate) => aggregate.ports.includes(port))?.name ??
        (ports.indexOf(port) < k ? name : undefined);
      if (other === undefined) return [];
      const message = `the cable of ${port} ends in ${other} already`;
      return [{ path: [...path, "ports", k], message, hint: "remove it from one of them" }];
    });
    return [...again, ...shared];
  });
}

/** The names that virtual functions have on the node. */
function functionNames({ physicalFunctions = [] }: NodeDescription): string[] {
  return physicalFunctions.flatMap(({ name, virtualFunctions: { count } }) =>
    Array.from({ length: count }, (_, index) => `${name}v${index}`)
  );
}

/** `taken` are names that the node has anyway. */
function duplicates(
  lists: Record<string, readonly { name: string }[]>,
  taken: readonly string[] = [],
): NodeProblem[] {
  const seen = new Set(taken);
  return Object.entries(lists).flatMap(([list, things]) =>
    things.flatMap(({ name }, i) => {
      if (!seen.has(name)) {
        seen.add(name);
        return [];
      }
      const path = [list, i, "name"];
      return [{ path, message: `${name} is there twice`, hint: "give each a name of its own" }];
    })
  );
}

function isInOrder(from: string, to: string): boolean {
  const [one, other] = [from, to].map((text) => parseAddress(text).bytes);
  const differing = one?.findIndex((octet, i) => octet !== other?.[i]) ?? -1;
  return differing < 0 || (one?.[differing] ?? 0) < (other?.[differing] ?? 0);
}

function isInNetwork(address: string, cidr: string): boolean {
  const prefixLength = cidr.slice(cidr.indexOf("/"));
  return networkOf(`${address}${prefixLength}`) === networkOf(cidr);
}
