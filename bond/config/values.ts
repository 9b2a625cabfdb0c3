/** The kinds of value that a configuration key can have: how each is read, described and shown. */

import { visible } from "../../cni/mod.ts";
import { formatAddress, isLinkName, normalizeMac, parseAddress } from "../../netlink/mod.ts";

/** A kind of value. Integers are checked against `min` and `max`, both included. */
export type ValueType =
  | { type: "integer"; min: number; max: number; unit?: "ms" | "s" | "octets" }
  | { type: "enum"; names: Readonly<Record<string, number>> }
  | { type: "boolean" }
  | { type: "mac"; zero?: boolean }
  | { type: "ipv4List"; max: number }
  | { type: "ipv6List"; max: number }
  | { type: "link" }
  | { type: "choice"; names: readonly string[] }
  | { type: "text"; maxOctets: number }
  | { type: "path" }
  /** Octets, "auto" for the smallest of the links', 0 for that and at most 1500. */
  | { type: "mtu"; min: number; max: number };

/** What a value of kind `T` is once read. */
export type ValueOf<T extends ValueType> = T extends { type: "integer" } ? number
  : T extends { type: "enum"; names: infer N } ? keyof N & string
  : T extends { type: "boolean" } ? boolean
  : T extends { type: "choice"; names: readonly (infer N)[] } ? N
  : T extends { type: "ipv4List" | "ipv6List" } ? string[]
  : T extends { type: "mtu" } ? number | "auto"
  : string;

/** A value of any kind. */
export type Value = number | string | boolean | readonly string[];

/** A value that was read, or what is wrong with it: a clause that follows the key and the value. */
export type Reading<V> = { value: V; problem?: never } | { problem: string; value?: never };

/**
 * Returns `input` as a value of `type`. Lenient where the meaning is plain: integers also as decimal
 * strings, enums by name or kernel number, booleans also as 0, 1, "on" and "off", lists also as one
 * string with commas.
 */
export function readValue<T extends ValueType>(type: T, input: unknown): Reading<ValueOf<T>> {
  // Each reader returns what `ValueOf` says of its kind.
  return READERS[type.type](type as never, input) as Reading<ValueOf<T>>;
}

/** Returns the allowed values in words: "a whole number of ms from 0 to 2147483647". */
export function describeType(type: ValueType): string {
  switch (type.type) {
    case "integer":
      return `a whole number${type.unit ? ` of ${type.unit}` : ""} from ${type.min} to ${type.max}`;
    case "enum":
      return `one of ${
        Object.entries(type.names).map(([name, number]) => `${name} (${number})`).join(", ")
      }`;
    case "boolean":
      return "true or false";
    case "mac":
      return `a unicast MAC address such as 02:00:00:00:00:01${
        type.zero ? ", or 00:00:00:00:00:00" : ""
      }`;
    case "ipv4List":
      return `a list of 1 to ${type.max} different IPv4 addresses of hosts`;
    case "ipv6List":
      return `a list of 1 to ${type.max} different unicast IPv6 addresses`;
    case "link":
      return 'the name of a link: 1 to 15 octets without "/", ":" and white space';
    case "choice":
      return `one of ${type.names.join(", ")}`;
    case "text":
      return `a text of at most ${type.maxOctets} octets`;
    case "path":
      return "an absolute path";
    case "mtu":
      return `a whole number of octets from ${type.min} to ${type.max}, 0, or "auto"`;
  }
}

/** Returns `value` the way people write it: on and off for booleans, lists with commas. */
export function formatValue(value: Value): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return typeof value === "object" ? value.join(",") : String(value);
}

/** Returns `value` as the kernel counts it: the number of an enumeration's name, 0 or 1 for a boolean. */
export function toKernel(type: ValueType, value: Value): Exclude<Value, boolean> {
  if (typeof value === "boolean") return Number(value);
  return type.type === "enum" && typeof value === "string" ? type.names[value] ?? value : value;
}

/** Returns the value that the kernel has as `found`; a number that no name is known of stays one. */
export function fromKernel(type: ValueType, found: Exclude<Value, boolean>): Value {
  if (type.type === "boolean") return found !== 0;
  if (type.type !== "enum") return found;
  return Object.keys(type.names).find((name) => type.names[name] === found) ?? found;
}

type TypeNamed<N extends ValueType["type"]> = Extract<ValueType, { type: N }>;

const READERS: {
  [N in ValueType["type"]]: (type: TypeNamed<N>, input: unknown) => Reading<Value>;
} = {
  integer: readInteger,
  enum: readEnum,
  boolean: (_type, input) => readBoolean(input),
  mac: readMac,
  ipv4List: (type, input) => readList(type, input, readIpv4Target),
  ipv6List: (type, input) => readList(type, input, readIpv6Target),
  link: (_type, input) =>
    isLinkName(input) ? { value: input } : { problem: "is not a possible name of a link" },
  choice: (type, input) => {
    const value = type.names.find((name) => name === input);
    return value === undefined ? { problem: "is not known" } : { value };
  },
  text: readText,
  path: (_type, input) =>
    typeof input === "string" && input.startsWith("/") && !input.includes("\0")
      ? { value: input }
      : { problem: "is not an absolute path" },
  mtu: (type, input) =>
    input === "auto"
      ? { value: input }
      : input === 0 || input === "0"
      ? { value: 0 }
      : readInteger(type, input),
};

function readInteger(type: { min: number; max: number }, input: unknown): Reading<number> {
  const value = toInteger(input);
  if (value === undefined) return { problem: "is not a whole number" };
  if (value < type.min || value > type.max) return { problem: "is out of range" };
  return { value };
}

function readEnum({ names }: TypeNamed<"enum">, input: unknown): Reading<string> {
  const number = typeof input === "string" && Object.hasOwn(names, input)
    ? names[input]
    : toInteger(input);
  const all = Object.keys(names);
  const value = all.find((name) => names[name] === number);
  if (value !== undefined) return { value };
  const near = typeof input === "string"
    ? all.find((name) => simplify(name) === simplify(input))
    : undefined;
  return { problem: near ? `is not known; did you mean "${near}"?` : "is not known" };
}

const YES: readonly unknown[] = [true, 1, "1", "on", "true"];
const NO: readonly unknown[] = [false, 0, "0", "off", "false"];

/** Returns `input` as a boolean: also 0, 1, "on" and "off", and either word as a text. */
export function readBoolean(input: unknown): Reading<boolean> {
  if (YES.includes(input)) return { value: true };
  return NO.includes(input) ? { value: false } : { problem: "is neither true nor false" };
}

function readMac(type: TypeNamed<"mac">, input: unknown): Reading<string> {
  const value = normalizeMac(input);
  if (value === undefined) return { problem: "is not a MAC address" };
  if (value === "00:00:00:00:00:00") {
    return type.zero ? { value } : { problem: "is the zero address" };
  }
  if (parseInt(value.slice(0, 2), 16) & 1) return { problem: "is a multicast address" };
  return { value };
}

function readList(
  type: { max: number },
  input: unknown,
  readItem: (text: string) => Reading<string>,
): Reading<string[]> {
  const items = typeof input === "string" ? input.split(",").map((item) => item.trim()) : input;
  if (!Array.isArray(items)) return { problem: "is not a list" };
  if (items.length === 0) return { problem: "is empty" };
  if (items.length > type.max) return { problem: `has ${items.length} entries` };
  const values: string[] = [];
  for (const item of items) {
    if (typeof item !== "string") return { problem: `has the entry ${JSON.stringify(item)}` };
    const { value, problem } = readItem(item);
    if (problem !== undefined) return { problem: `has the entry "${item}", which ${problem}` };
    if (values.includes(value)) return { problem: `has "${item}" twice` };
    values.push(value);
  }
  return { value: values };
}

function readIpv4Target(text: string): Reading<string> {
  const value = canonical(text, 4);
  if (value === undefined) return { problem: "is not an IPv4 address" };
  if (value === "0.0.0.0" || value === "255.255.255.255") return { problem: "names no host" };
  return { value };
}

function readIpv6Target(text: string): Reading<string> {
  const value = canonical(text, 6);
  if (value === undefined) return { problem: "is not an IPv6 address" };
  if (value === "::" || value.startsWith("ff")) return { problem: "is not unicast" };
  return { value };
}

/** Returns an address the way the kernel's are shown, in its shortest form. */
function canonical(text: string, wanted: 4 | 6): string | undefined {
  try {
    const { family, bytes } = parseAddress(text);
    return family === wanted ? formatAddress(bytes) : undefined;
  } catch {
    return undefined;
  }
}

function readText(type: TypeNamed<"text">, input: unknown): Reading<string> {
  // For the kernel a text ends at its first NUL.
  if (typeof input !== "string" || input.includes("\0")) return { problem: "is not a text" };
  // Whoever looks at links on the node has it on a terminal.
  if (visible(input) !== input || /[\t\n]/.test(input)) {
    return { problem: "has characters that cannot be seen" };
  }
  const octets = octetsOf(input);
  return octets > type.maxOctets
    ? { problem: `is too long with ${octets} octets` }
    : { value: input };
}

function octetsOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function toInteger(input: unknown): number | undefined {
  if (typeof input === "number") return Number.isSafeInteger(input) ? input : undefined;
  if (typeof input !== "string" || !/^[+-]?\d+$/.test(input)) return undefined;
  const number = Number(input);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** Returns `text` without what people get wrong in names: case and separators. */
export function simplify(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}
