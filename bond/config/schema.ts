/** The configuration as a zod schema, made from the tables. It reads leniently and returns the kernel's values. */

import * as z from "zod/mini";
import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { BOND_OPTIONS } from "./options.ts";
import { LINK_SETTINGS, RESTORE_KEYS, SETTINGS } from "./settings.ts";
import { describeType, readValue, type ValueOf, type ValueType } from "./values.ts";

/** What travels with a zod issue so that it can be told as a `ConfigProblem`. */
export interface IssueParams {
  /** The allowed values, in words. */
  allowed?: string;
}

type Field<V> = z.ZodMiniOptional<z.ZodMiniType<V, unknown>>;

type Settings = typeof SETTINGS[number];
type Options = typeof BOND_OPTIONS[number];
type LinkSettings = typeof LINK_SETTINGS[number];

/** An MTU: octets, "auto" for the smallest of the links', 0 for that and at most 1500. */
export type MtuChoice = number | "auto";

/** Which link is meant: by exactly one property of it. */
export type LinkSelector =
  | { by: "name"; name: string }
  | { by: "pciAddress"; pciAddress: string }
  | { by: "mac"; mac: string };

/** An entry of `links`. */
export type LinkConfig =
  & { select: LinkSelector }
  & { [S in LinkSettings as S["key"]]?: ValueOf<S["value"]> };

/** What DEL gives back to each link; everything that is not false. */
export type RestoreChoice = Record<typeof RESTORE_KEYS[number], boolean>;

/** The fields of the schema by their keys. */
export type Shape =
  & { [O in Options as O["key"]]: Field<ValueOf<O["value"]>> }
  & { [S in Settings as S["key"]]: Field<ValueOf<S["value"]>> }
  & {
    mtu: Field<MtuChoice>;
    links: Field<LinkConfig[]>;
    restore: Field<RestoreChoice>;
  };

/** Values that were read; keys that are absent, or have something wrong with them, are missing. */
export type Values = { [K in keyof Shape]?: Exclude<z.output<Shape[K]>, undefined> };

/** Keys of an entry of `links` that select the link. */
export const SELECTOR_KEYS = ["name", "pciAddress", "deviceID", "mac"] as const;

const MTU = { type: "integer", min: 68, max: 65535, unit: "octets" } as const;
const PCI_ADDRESS = /^[0-9a-f]{4,}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

/** The configuration. Reading it with zod itself stops at one problem per key and knows no rule between keys. */
export const bondConfigSchema: z.ZodMiniObject<Shape, z.core.$loose> = z.looseObject(makeShape());

function makeShape(): Shape {
  const fields = [...BOND_OPTIONS, ...SETTINGS].map(({ key, value }) =>
    [key, fieldOf(value)] as const
  );
  return {
    ...Object.fromEntries(fields),
    mtu: field(readMtu),
    links: field(readLinks),
    restore: field(readRestore),
    // The tables' types say what Object.fromEntries forgets.
  } as unknown as Shape;
}

/** Adds a problem with the value at `path` of a key, and returns what is then read: nothing. */
type Complain = (
  path: (string | number)[],
  input: unknown,
  problem: string,
  params?: IssueParams,
) => undefined;

function field<V>(read: (input: unknown, complain: Complain) => V | undefined): Field<V> {
  return z.optional(z.pipe(
    z.unknown(),
    z.transform((input: unknown, context): V => {
      const value = read(input, (path, value, message, params = {}) => {
        context.issues.push({ code: "custom", path, input: value, message, params: { ...params } });
        return undefined;
      });
      return value === undefined ? z.NEVER : value;
    }),
  ));
}

function fieldOf(type: ValueType): Field<unknown> {
  return field((input, complain) => readTyped(type, input, [], complain));
}

function readTyped<T extends ValueType>(
  type: T,
  input: unknown,
  path: (string | number)[],
  complain: Complain,
): ValueOf<T> | undefined {
  const { value, problem } = readValue(type, input);
  if (problem !== undefined) complain(path, input, problem, { allowed: describeType(type) });
  return value;
}

function readMtu(input: unknown, complain: Complain): MtuChoice | undefined {
  if (input === "auto") return "auto";
  if (input === 0 || input === "0") return 0;
  const { value, problem } = readValue(MTU, input);
  if (problem !== undefined) {
    complain([], input, problem, { allowed: `${describeType(MTU)}, 0, or "auto"` });
  }
  return value;
}

function readLinks(input: unknown, complain: Complain): LinkConfig[] | undefined {
  if (!Array.isArray(input)) {
    const allowed = 'a list of names or of objects such as {"name": "net1"}';
    return complain([], input, "is not a list", { allowed });
  }
  const links = input.map((entry, i) => readLink(entry, i, complain));
  return links.every((link) => link !== undefined) ? links : undefined;
}

function readLink(input: unknown, i: number, complain: Complain): LinkConfig | undefined {
  const entry = typeof input === "string" ? { name: input } : input;
  if (!isJsonObject(entry)) {
    return complain([i], input, "is neither a name nor an object", {
      allowed: 'a name, or an object such as {"name": "net1"}',
    });
  }
  const select = readSelector(entry, i, complain);
  const settings = LINK_SETTINGS.flatMap(({ key, value }) => {
    const given = entry[key] ?? undefined;
    if (given === undefined) return [];
    const read = readTyped(value, given, [i, key], complain);
    return read === undefined ? [undefined] : [[key, read] as const];
  });
  if (!select || !settings.every((setting) => setting !== undefined)) return undefined;
  return { select, ...Object.fromEntries(settings) };
}

function readSelector(
  entry: JsonObject,
  i: number,
  complain: Complain,
): LinkSelector | undefined {
  const keys = SELECTOR_KEYS.filter((key) => entry[key] !== undefined && entry[key] !== null);
  const [key] = keys;
  if (key === undefined || keys.length > 1) {
    const problem = key === undefined ? "has no name" : `is selected by ${keys.join(" and ")}`;
    return complain([i], entry, problem, {
      allowed: "exactly one of name, pciAddress (or deviceID) and mac",
    });
  }
  if (key === "name") {
    const name = readTyped({ type: "link" }, entry[key], [i, key], complain);
    return name === undefined ? undefined : { by: "name", name };
  }
  if (key === "mac") {
    const mac = readTyped({ type: "mac" }, entry[key], [i, key], complain);
    return mac === undefined ? undefined : { by: "mac", mac };
  }
  const address = String(entry[key]).toLowerCase();
  if (PCI_ADDRESS.test(address)) return { by: "pciAddress", pciAddress: address };
  return complain([i, key], entry[key], "is not a PCI address", {
    allowed: "an address such as 0000:3b:02.0",
  });
}

function readRestore(input: unknown, complain: Complain): RestoreChoice | undefined {
  if (!isJsonObject(input)) {
    return complain([], input, "is not an object", {
      allowed: `an object with ${RESTORE_KEYS.join(", ")}, each true or false`,
    });
  }
  const entries = RESTORE_KEYS.map((key) => {
    const value = readTyped({ type: "boolean" }, input[key] ?? true, [key], complain);
    return [key, value !== 0] as const;
  });
  return Object.fromEntries(entries) as RestoreChoice;
}
