/** Rules between the keys of a configuration. Pure; each sees only values that are right by themselves. */

import type { JsonObject } from "../../cni/mod.ts";
import { BOND_MODES, type BondMode } from "./option.ts";
import { givenOptions } from "./options.ts";
import type { Values } from "./fields.ts";
import { type LinkConfig, nameInContainer } from "./link_config.ts";
import { givenPortOptions, PORT_OPTIONS } from "./port_options.ts";
import type { Complaint } from "./problem.ts";
import { DEFAULT_TX_QUEUES } from "./settings.ts";
import { formatValue, toKernel, type Value } from "./values.ts";

/** Returns what contradicts itself in `values`. `given` are all keys, those with a wrong value too. */
export function ruleProblems(values: Values, given: JsonObject): Complaint[] {
  const { mode } = values;
  return [
    ...requiredProblems(given),
    ...(mode === undefined ? [] : modeProblems(values, given, mode)),
    ...dependencyProblems(values, given),
    ...monitoringProblems(values, given),
    ...linkProblems(values),
    ...(mode === undefined ? [] : portProblems(values, mode)),
    ...(values.mac !== undefined && mode === "active-backup" && values.failOverMac === "active"
      ? [{
        key: "mac",
        value: values.mac,
        problem: "cannot be kept with failOverMac active: the bond has the active link's address",
        remedy: "leave mac out, or set failOverMac to none or follow",
      }]
      : []),
  ];
}

/** Returns what works in `values`, but not as its author may expect. */
export function ruleWarnings(values: Values): Complaint[] {
  const { mode } = values;
  const withoutEffect = givenOptions(values).flatMap(({ option, value }): Complaint[] => {
    const { key, effective } = option;
    if (mode === undefined || effective === undefined || effective.includes(mode)) return [];
    if (toKernel(option.value, value) === 0) return [];
    return [{
      key,
      problem: `${formatValue(value)} has no effect in mode ${mode}, only in ${
        effective.join(", ")
      }`,
      remedy: `leave ${key} out, or change mode`,
    }];
  });
  const unmonitored = !values.miimon && !values.arpInterval
    ? [{
      key: "miimon",
      problem: "is 0 and arpInterval is not set: the bond will not notice when a link fails",
      remedy: 'set "miimon": 100 to look at the carrier of each link every 100 ms',
    }]
    : [];
  const onHost = values.linksInContainer ? [] : [{
    key: "linksInContainer",
    problem: "is false: the links are taken from the host",
    remedy: "set linksInContainer to true when other networks put the links into the container",
  }];
  return [...withoutEffect, ...unmonitored, ...onHost];
}

function requiredProblems(given: JsonObject): Complaint[] {
  const problems: Complaint[] = [];
  if (given["mode"] === undefined) {
    const allowed = Object.keys(BOND_MODES).join(", ");
    problems.push({ key: "mode", problem: "is missing", allowed: `one of ${allowed}` });
  }
  if (given["links"] === undefined) {
    problems.push({
      key: "links",
      problem: "is missing",
      remedy: 'name the links: "links": [{"name": "net1"}, {"name": "net2"}]',
    });
  }
  return problems;
}

function modeProblems(values: Values, given: JsonObject, mode: BondMode): Complaint[] {
  return givenOptions(values).flatMap(({ option: { key, modes }, value }) => {
    if (!modes || modes.includes(mode)) return [];
    // That asks for no ARP monitoring, of which modes without it have none anyway.
    if (key === "arpInterval" && value === 0) return [];
    return [{
      key,
      value: given[key],
      problem: `is only supported in ${modes.join(", ")}, and the mode is ${mode}`,
      remedy: `leave ${key} out, or change mode`,
    }];
  });
}

function dependencyProblems(values: Values, given: JsonObject): Complaint[] {
  return givenOptions(values).flatMap(({ option, value }) => {
    const { key, requires, multipleOf } = option;
    const needed = requires === undefined ? undefined : valueOf(values, requires);
    if (requires !== undefined && !needed) {
      // A wrong value has been told already.
      if (given[requires] !== undefined && needed === undefined) return [];
      return [{
        key,
        value: given[key],
        problem: `needs ${requires}`,
        remedy: `set ${requires} too`,
      }];
    }
    const unit = multipleOf === undefined ? undefined : valueOf(values, multipleOf);
    if (typeof unit !== "number" || typeof value !== "number" || value % unit === 0) return [];
    return [{
      key,
      value: given[key],
      problem: `is not a multiple of ${multipleOf}, and the kernel would round it down`,
      remedy: `set ${value - value % unit} or ${value - value % unit + unit}`,
    }];
  });
}

function valueOf(values: Values, key: string): Value | undefined {
  return givenOptions(values).find(({ option }) => option.key === key)?.value;
}

function monitoringProblems(values: Values, given: JsonObject): Complaint[] {
  const { miimon, arpInterval } = values;
  if (given["miimon"] === undefined && given["arpInterval"] === undefined) {
    return [{
      key: "miimon",
      problem: "is missing",
      remedy: 'set "miimon": 100 to look at the carrier of each link every 100 ms',
    }];
  }
  if (!arpInterval) return [];
  const problems: Complaint[] = [];
  if (miimon) {
    problems.push({
      key: "arpInterval",
      value: arpInterval,
      problem: `cannot be used together with miimon ${miimon}`,
      remedy: "leave one of them out",
    });
  }
  if (given["arpIpTargets"] === undefined && given["nsIp6Targets"] === undefined) {
    problems.push({
      key: "arpInterval",
      value: arpInterval,
      problem: "has nobody to probe",
      remedy: "set arpIpTargets or nsIp6Targets",
    });
  }
  return problems;
}

function linkProblems(values: Values): Complaint[] {
  const { links } = values;
  if (!links) return [];
  const problems: Complaint[] = [];
  const atLeast = values.allowSingleLink ? 1 : 2;
  if (links.length < atLeast) {
    problems.push({
      key: "links",
      problem: `has ${links.length} of the at least ${atLeast} links that a bond needs`,
      remedy: links.length === 1
        ? "add a link, or set allowSingleLink"
        : 'name the links: "links": [{"name": "net1"}, {"name": "net2"}]',
    });
  }
  const selectors = links.map(selectorText);
  problems.push(...duplicates(selectors, (i) => `links[${i}]`, "name each link once"));
  const names = links.map(nameInContainer);
  const first = firstIndices(selectors);
  const namesOfOthers = links.map((link, i) =>
    first.get(selectorText(link)) === i ? nameInContainer(link) : undefined
  );
  problems.push(
    ...duplicates(
      namesOfOthers,
      (i) => `links[${i}].ifName`,
      "give each link a name of its own in the container",
    ),
  );
  for (const key of ["primary", "activeLink"] as const) {
    const name = values[key];
    // Only the kernel knows the name of a link that is selected by something else.
    if (name === undefined || names.includes(undefined)) continue;
    if (names.includes(name) || links.some(({ select }) => isNamed(select, name))) continue;
    problems.push({
      key,
      value: name,
      problem: "is not one of the links",
      allowed: `one of ${names.join(", ")}`,
    });
  }
  if (values.minLinks !== undefined && values.minLinks > links.length) {
    problems.push({
      key: "minLinks",
      value: values.minLinks,
      problem: `is more than the ${links.length} links that there are`,
      remedy: `set ${links.length} or less`,
    });
  }
  return problems;
}

function duplicates(
  items: (string | undefined)[],
  keyOf: (i: number) => string,
  remedy: string,
): Complaint[] {
  const first = firstIndices(items);
  return items.flatMap((item, i) =>
    item !== undefined && first.get(item) !== i
      ? [{ key: keyOf(i), value: item, problem: "is there twice", remedy }]
      : []
  );
}

/** Returns where each item comes first. */
function firstIndices<T>(items: readonly T[]): Map<T, number> {
  const first = new Map<T, number>();
  for (const [i, item] of items.entries()) if (!first.has(item)) first.set(item, i);
  return first;
}

function portProblems(values: Values, mode: BondMode): Complaint[] {
  const links = values.links ?? [];
  const problems = links.flatMap((link, i) =>
    givenPortOptions(link).flatMap(({ option: { key, modes }, value }) => {
      if (modes === undefined || modes.includes(mode)) return [];
      return [{
        key: `links[${i}].${key}`,
        value,
        problem: `is only supported in ${modes.join(", ")}, and the mode is ${mode}`,
        remedy: "leave it out, or change mode",
      }];
    })
  );
  const repeated = PORT_OPTIONS.filter((option) => "unique" in option).flatMap(({ key }) =>
    duplicates(
      links.map((link) => link[key] ? String(link[key]) : undefined),
      (i) => `links[${i}].${key}`,
      "give each link another one",
    )
  );
  return [...problems, ...queueProblems(values, links), ...repeated];
}

function queueProblems(values: Values, links: readonly LinkConfig[]): Complaint[] {
  const queues = values.numTxQueues ?? DEFAULT_TX_QUEUES;
  return links.flatMap(({ queueId }, i) =>
    queueId === undefined || queueId <= queues ? [] : [{
      key: `links[${i}].queueId`,
      value: queueId,
      problem: `is more than the ${queues} transmit queues of the bond`,
      remedy: "choose a smaller one, or set numTxQueues",
    }]
  );
}

function selectorText({ select }: LinkConfig): string {
  return select.by === "name" ? select.name : select.by === "mac" ? select.mac : select.pciAddress;
}

function isNamed(select: LinkConfig["select"], name: string): boolean {
  return select.by === "name" && select.name === name;
}
