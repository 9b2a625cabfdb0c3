/** From a node as a scenario describes it to the model of one. */

import { networkOf, parseAddress } from "../../netlink/mod.ts";
import { makeNic, makePhysicalFunction } from "../devices/mod.ts";
import type { NodeModel, PhysicalFunction, Switch } from "../model.ts";
import type { NodeDescription } from "./node_schema.ts";

/** The switch that things are plugged into when nothing else is said. */
const DEFAULT_SWITCH = "switch1";

/** Something wrong with a description; `path` leads to it from the description. */
export interface NodeProblem {
  path: (string | number)[];
  message: string;
  hint: string;
}

/**
 * Returns the node that `description` is about. What it leaves out is the same every time; physical
 * functions that it does not speak of are those of `derived`.
 */
export function describedNode(description: NodeDescription, derived: NodeModel): NodeModel {
  const switches: Switch[] = description.switches.map(({ name, uplink, aggregates }) => ({
    name,
    ...(uplink === undefined ? {} : { uplink }),
    ...(aggregates.length === 0 ? {} : { aggregates }),
  }));
  const first = switches[0]?.name ?? DEFAULT_SWITCH;
  const physicalFunctions =
    description.physicalFunctions?.map((given, number) =>
      describedFunction(given, number, first)
    ) ?? derived.physicalFunctions.map((pf) => ({ ...pf, switch: first }));
  const nics = (description.nics ?? []).map((nic, number) =>
    makeNic(number, { ...nic, switch: nic.switch ?? first })
  );
  const hosts = description.hosts.map((host, number) => ({
    name: host.name,
    switch: host.switch ?? first,
    addresses: host.addresses,
    mac: host.mac ?? `02:00:02:00:00:${hex(number)}`,
    ...(host.dhcp ? { dhcp: host.dhcp } : {}),
  }));
  return {
    physicalFunctions,
    nics,
    switches: switches.length > 0 ? switches : [{ name: first }],
    hosts,
  };
}

function describedFunction(
  given: NonNullable<NodeDescription["physicalFunctions"]>[number],
  number: number,
  first: string,
): PhysicalFunction {
  const { virtualFunctions: { count, ...kind }, switch: plugged = first, ...own } = given;
  const one = { vendor: given.vendor, mtu: given.mtu, ...kind };
  const functions = Array.from({ length: count }, () => one);
  return { ...makePhysicalFunction(number, { ...own, functions }), switch: plugged };
}

/** Returns what keeps a node from being built as described: names that clash, or that nothing has. */
export function nodeProblems(description: NodeDescription): NodeProblem[] {
  const { nics = [], switches, hosts } = description;
  const physical = description.physicalFunctions ?? [];
  const known = switches.map(({ name }) => name);
  const problems: NodeProblem[] = [];
  const unknownSwitch = (path: NodeProblem["path"], name: string | undefined) => {
    if (name === undefined || known.includes(name)) return;
    problems.push({
      path,
      message: `there is no switch ${name}`,
      hint: known.length > 0
        ? `the switches are ${known.join(", ")}`
        : `list it: switches: [{name: ${name}}]`,
    });
  };
  for (const [list, things] of Object.entries({ physicalFunctions: physical, nics, hosts })) {
    things.forEach((thing, i) => unknownSwitch([list, i, "switch"], thing.switch));
  }
  hosts.forEach(({ name, addresses, dhcp }, i) => {
    addresses.forEach((address, j) => {
      if (!addresses.slice(0, j).includes(address)) return;
      const path = ["hosts", i, "addresses", j];
      problems.push({ path, message: `${address} is there twice`, hint: "remove one of them" });
    });
    if (dhcp && !isInOrder(dhcp.from, dhcp.to)) {
      problems.push({
        path: ["hosts", i, "dhcp"],
        message: `${dhcp.from} comes after ${dhcp.to}`,
        hint: "write the lower address under from",
      });
    }
    const inRange = ({ from, to }: { from: string; to: string }) =>
      addresses.some((cidr) => isInNetwork(from, cidr) && isInNetwork(to, cidr));
    if (dhcp === undefined || inRange(dhcp)) return;
    problems.push({
      path: ["hosts", i, "dhcp"],
      message: `${dhcp.from} to ${dhcp.to} is in no network of ${name}`,
      hint: `${name} has ${addresses.join(", ")}`,
    });
  });
  nics.forEach(({ name, defaultRoute }, i) => {
    const first = nics.slice(0, i).find((nic) => nic.defaultRoute);
    if (!defaultRoute || !first) return;
    problems.push({
      path: ["nics", i, "defaultRoute"],
      message: `the default route leaves by ${first.name} already`,
      hint: `remove it from ${first.name} or from ${name}`,
    });
  });
  const ports = [...physical, ...nics].map(({ name }) => name);
  switches.forEach(({ name, uplink, aggregates }, i) => {
    unknownSwitch(["switches", i, "uplink"], uplink);
    if (uplinksOf(name, description).includes(name)) {
      problems.push({
        path: ["switches", i, "uplink"],
        message: `the uplinks of ${name} lead back to it`,
        hint: "switches form a tree: frames would circulate for ever",
      });
    }
    aggregates.forEach((aggregate, j) =>
      aggregate.ports.forEach((port, k) => {
        // Physical functions that come from the device plugin's pools are not known here.
        if (ports.includes(port) || description.physicalFunctions === undefined) return;
        problems.push({
          path: ["switches", i, "aggregates", j, "ports", k],
          message: `the node has no physical function or NIC ${port}`,
          hint: `it has ${ports.join(", ") || "none"}`,
        });
      })
    );
  });
  return [
    ...problems,
    ...sharedPorts(description),
    ...duplicates({ physicalFunctions: physical, nics }, ["lo", ...functionNames(description)]),
    ...duplicates({ switches }),
    ...duplicates({ hosts }),
  ];
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

function hex(number: number): string {
  return number.toString(16).padStart(2, "0");
}
