/** The kinds of value that a configuration key can have: how each is read, described and shown. */

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
  | { type: "path" };

/** What a value of kind `T` is once read: kernel numbers for everything that the kernel counts. */
export type ValueOf<T extends ValueType> = T["type"] extends "integer" | "enum" | "boolean" ? number
  : T["type"] extends "ipv4List" | "ipv6List" ? string[]
  : string;

/** A value that was read, or what is wrong with it: a clause that follows the key and the value. */
export type Reading<V> = { value: V; problem?: never } | { problem: string; value?: never };

/**
 * Returns `input` as a value of `type`. Lenient where the meaning is plain: integers also as decimal
 * strings, enums by name or kernel number, booleans also as 0, 1, "on" and "off", lists also as one
 * string with commas.
 */
export function readValue<T extends ValueType>(type: T, input: unknown): Reading<ValueOf<T>> {
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
  }
}

/** Returns `value` the way people write it: enum names instead of numbers, on and off for booleans. */
export function formatValue(type: ValueType, value: number | string | readonly string[]): string {
  if (type.type === "enum") {
    const name = Object.entries(type.names).find(([, number]) => number === value)?.[0];
    return name ?? String(value);
  }
  if (type.type === "boolean") return value === 0 ? "off" : "on";
  return typeof value === "object" ? value.join(",") : String(value);
}

type TypeNamed<N extends ValueType["type"]> = Extract<ValueType, { type: N }>;

const READERS: {
  [N in ValueType["type"]]: (
    type: TypeNamed<N>,
    input: unknown,
  ) => Reading<ValueOf<TypeNamed<N>>>;
} = {
  integer: readInteger,
  enum: readEnum,
  boolean: (_type, input) => readBoolean(input),
  mac: readMac,
  ipv4List: (type, input) => readList(type, input, readIpv4Target),
  ipv6List: (type, input) => readList(type, input, readIpv6Target),
  link: (_type, input) =>
    isLinkName(input) ? { value: input } : { problem: "is not a possible name of a link" },
  choice: (type, input) =>
    typeof input === "string" && type.names.includes(input)
      ? { value: input }
      : { problem: "is not known" },
  text: readText,
  path: (_type, input) =>
    typeof input === "string" && input.startsWith("/") && !input.includes("\0")
      ? { value: input }
      : { problem: "is not an absolute path" },
};

function readInteger(type: TypeNamed<"integer">, input: unknown): Reading<number> {
  const value = toInteger(input);
  if (value === undefined) return { problem: "is not a whole number" };
  if (value < type.min || value > type.max) return { problem: "is out of range" };
  return { value };
}

function readEnum(type: TypeNamed<"enum">, input: unknown): Reading<number> {
  const number = typeof input === "string" && Object.hasOwn(type.names, input)
    ? type.names[input]
    : toInteger(input);
  if (number !== undefined && Object.values(type.names).includes(number)) return { value: number };
  const near = Object.keys(type.names).find((name) => simplify(name) === simplify(String(input)));
  return { problem: near ? `is not known; did you mean "${near}"?` : "is not known" };
}

const BOOLEANS = new Map<unknown, number>([
  [true, 1],
  [false, 0],
  [1, 1],
  [0, 0],
  ["1", 1],
  ["0", 0],
  ["on", 1],
  ["off", 0],
  ["true", 1],
  ["false", 0],
]);

function readBoolean(input: unknown): Reading<number> {
  const value = BOOLEANS.get(input);
  return value === undefined ? { problem: "is neither true nor false" } : { value };
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

/** Returns a MAC address of 6 octets in lower case with colons, whatever separators it came with. */
export function normalizeMac(input: unknown): string | undefined {
  if (typeof input !== "string") return undefined;
  const shape =
    /^([0-9a-f]{2}([:-]))([0-9a-f]{2}\2){4}[0-9a-f]{2}$|^([0-9a-f]{4}\.){2}[0-9a-f]{4}$/i;
  if (!shape.test(input)) return undefined;
  return input.toLowerCase().replace(/[:.-]/g, "").match(/../g)?.join(":");
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
  const octets = text.split(".");
  const valid = octets.length === 4 &&
    octets.every((octet) => /^(0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
  if (!valid) return { problem: "is not an IPv4 address" };
  if (text === "0.0.0.0" || text === "255.255.255.255") return { problem: "names no host" };
  return { value: text };
}

function readIpv6Target(text: string): Reading<string> {
  // The URL parser knows every spelling of an IPv6 address and returns the shortest.
  const host = /^[0-9a-f:.]+$/i.test(text) && text.includes(":") && URL.parse(`http://[${text}]/`);
  if (!host) return { problem: "is not an IPv6 address" };
  const value = host.hostname.slice(1, -1);
  if (value === "::" || value.startsWith("ff")) return { problem: "is not unicast" };
  return { value };
}

/** Returns whether the kernel could give the name `value` to a link: 1 to 15 octets, no "/", ":", "%" or white space. */
export function isLinkName(value: unknown): value is string {
  return typeof value === "string" && !/^\.{0,2}$|[\s/:%]/.test(value) &&
    octetsOf(value) <= 15;
}

function readText(type: TypeNamed<"text">, input: unknown): Reading<string> {
  // For the kernel a text ends at its first NUL.
  if (typeof input !== "string" || input.includes("\0")) return { problem: "is not a text" };
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
