/** The plugin host-local: its rules, and which address it gives next. */

import { isJsonObject, type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import type { Path } from "../manifests/mod.ts";
import { addressAt, routesOf, textAt } from "./fields.ts";
import {
  type Address,
  boundsOf,
  type Cidr,
  contains,
  formatAddress,
  readAddress,
  readCidr,
} from "./numbers.ts";
import {
  type Asked,
  type GivenAddress,
  type Grant,
  IpamRefusal,
  type KnowsKey,
  misconfigured,
} from "./outcome.ts";

/** A range of addresses in one subnet. */
interface Range {
  subnet: Cidr;
  start: bigint;
  end: bigint;
  gateway: Address;
  path: Path;
}

/** What is taken of the addresses of a network, and which one was given last. */
export class HostLocalStore {
  readonly taken = new Set<string>();
  readonly last = new Map<number, string>();
}

/** Returns what the plugin gives, and takes it from `store`. Throws IpamRefusal. */
export function askHostLocal(
  ipam: JsonObject,
  asked: Asked,
  store: HostLocalStore,
  knows: KnowsKey = () => true,
): Grant {
  for (const key of ["dataDir", "resolvConf"]) textAt(ipam, key, []);
  const sets = rangeSetsOf(ipam);
  const routes = routesOf(ipam, knows);
  const wanted = askedAddresses(asked);
  const ips = sets.map((set, i): GivenAddress => {
    const at = wanted.findIndex((address) => set.some((range) => isIn(range, address)));
    const [own] = at < 0 ? [] : wanted.splice(at, 1);
    return own ? takeAsked(set, own, store) : takeNext(set, i, store);
  });
  const [left] = wanted;
  if (!left) return { ips, routes };
  throw new IpamRefusal({
    why: "asked",
    path: [],
    message: `the pod asks for ${formatAddress(left)}, which is in none of the ranges`,
    hint: `ask for an address of ${sets.flat().map(describe).join(", ")}`,
  });
}

function rangeSetsOf(ipam: JsonObject): Range[][] {
  const key = spelledIn(ipam, "ranges");
  const listed = memberOf(ipam, "ranges") ?? [];
  if (!Array.isArray(listed)) {
    throw misconfigured(
      [key],
      "ranges is no list",
      'write a list of lists: "ranges": [[{"subnet": …}]]',
    );
  }
  const own = memberOf(ipam, "subnet") === undefined ? [] : [[readRange(ipam, [])]];
  const others = listed.map((set: unknown, i) => {
    if (Array.isArray(set)) return readSet(set, [key, i]);
    throw misconfigured(
      [key, i],
      "ranges is a list of lists, one for each address that the pod gets, and this is no list",
      'write "ranges": [[{"subnet": …}]]',
    );
  });
  const sets = [...own, ...others];
  if (sets.length === 0) {
    const plural = ["subnets", "range", "addresses"].find((one) =>
      memberOf(ipam, one) !== undefined
    );
    throw misconfigured(
      plural === undefined ? [] : [spelledIn(ipam, plural)],
      `host-local has no range of addresses${
        plural === undefined ? "" : `, and does not know ${plural}`
      }`,
      'write "subnet": "10.0.0.0/24", or "ranges": [[{"subnet": …}]]',
    );
  }
  refuseOverlap(sets);
  return sets;
}

function readSet(set: readonly unknown[], path: Path): Range[] {
  if (set.length === 0) {
    throw misconfigured(path, "a set of ranges is empty", "write a subnet in it");
  }
  const ranges = set.map((range, i) => {
    if (isJsonObject(range)) return readRange(range, [...path, i]);
    throw misconfigured([...path, i], "a range is no object", 'write {"subnet": "10.0.0.0/24"}');
  });
  if (new Set(ranges.map(({ subnet }) => subnet.family)).size > 1) {
    throw misconfigured(
      path,
      "a set of ranges has IPv4 and IPv6: a pod gets one address of each set",
      'make a set for each: "ranges": [[{"subnet": "10.0.0.0/24"}], [{"subnet": "fd00::/64"}]]',
    );
  }
  return ranges;
}

function readRange(json: JsonObject, path: Path): Range {
  const at = (key: string) => [...path, spelledIn(json, key)];
  const text = textAt(json, "subnet", path) ?? "";
  const subnet = readCidr(text);
  if (!subnet) {
    throw misconfigured(
      at("subnet"),
      `subnet ${JSON.stringify(text)} is no CIDR`,
      readAddress(text)
        ? `write its prefix length, such as ${text}/24`
        : "write 10.0.0.0/24, for example",
    );
  }
  if (/^[0:]*:ffff:\d+\./i.test(text)) {
    throw misconfigured(
      at("subnet"),
      `subnet ${text} is an IPv4 network in the form of IPv6, which host-local does not take`,
      "write it as a.b.c.d/n",
    );
  }
  const { first, last } = boundsOf(subnet);
  const { family } = subnet;
  const named = (number: bigint) => formatAddress({ family, number });
  if (last - first < 3n) {
    throw misconfigured(
      at("subnet"),
      `subnet ${text} is too small to take addresses from`,
      "write a larger one",
    );
  }
  if (subnet.number !== first) {
    throw misconfigured(
      at("subnet"),
      `subnet ${text} has bits of a host: the network is ${named(first)}/${subnet.prefix}`,
      `write ${named(first)}/${subnet.prefix}`,
    );
  }
  const gateway = addressAt(json, "gateway", path) ?? { family, number: first + 1n };
  const start = addressAt(json, "rangeStart", path);
  const end = addressAt(json, "rangeEnd", path);
  for (const [key, one] of [["rangeStart", start], ["rangeEnd", end]] as const) {
    if (!one || contains(subnet, one)) continue;
    throw misconfigured(
      at(key),
      `${key} ${formatAddress(one)} is not in ${text}`,
      "correct the address, or the subnet",
    );
  }
  if (start && end && start.number > end.number) {
    throw misconfigured(
      at("rangeStart"),
      `rangeStart ${formatAddress(start)} comes after rangeEnd ${formatAddress(end)}`,
      "exchange them",
    );
  }
  // Of IPv4 the last address of a subnet is for all its hosts.
  const highest = family === 4 ? last - 1n : last;
  return { subnet, start: start?.number ?? first + 1n, end: end?.number ?? highest, gateway, path };
}

function refuseOverlap(sets: readonly Range[][]): void {
  const all = sets.flat();
  for (const [i, one] of all.entries()) {
    const other = all.slice(0, i).find((other) =>
      other.subnet.family === one.subnet.family && other.start <= one.end && one.start <= other.end
    );
    if (!other) continue;
    throw misconfigured(
      one.path,
      `the ranges ${describe(other)} and ${describe(one)} overlap`,
      "give each range addresses of its own, or remove one",
    );
  }
}

/** The plugin takes one address from CNI_ARGS, and forgets what it is told twice. */
function askedAddresses({ args, runtime, metadata }: Asked): Address[] {
  const texts = [...(args === "" ? [] : [args]), ...metadata, ...runtime];
  const numbers = new Map<bigint, Address>();
  for (const text of texts) {
    const address = readAddress(text.split("/")[0] ?? "");
    if (address) {
      numbers.set(address.number, address);
      continue;
    }
    throw new IpamRefusal({
      why: "asked",
      path: [],
      message: text.includes(",")
        ? `the pod asks for ${text}: host-local takes one address in CNI_ARGS, where Multus lists all`
        : `the pod asks for ${text}, which is no address`,
      hint: text.includes(",")
        ? "ask for one address, or use the IPAM plugin static"
        : "correct ips in the annotation",
    });
  }
  return [...numbers.values()];
}

function isIn({ subnet, start, end }: Range, { family, number }: Address): boolean {
  return family === subnet.family && number >= start && number <= end;
}

function takeAsked(set: readonly Range[], address: Address, store: HostLocalStore): GivenAddress {
  const refuse = (what: string) =>
    new IpamRefusal({
      why: "asked",
      path: [],
      message: `the pod asks for ${formatAddress(address)}, which ${what}`,
      hint: "ask for another address",
    });
  const range = set.find((one) => isIn(one, address));
  if (!range || isGateway(range, address)) throw refuse("is the gateway of its subnet");
  if (store.taken.has(key(address))) {
    throw refuse(
      "another pod of the network has: the annotation of a workload is that of all its pods",
    );
  }
  return take(range, address, store);
}

function takeNext(set: readonly Range[], index: number, store: HostLocalStore): GivenAddress {
  const last = store.last.get(index);
  // After the one given last, as the plugin does; everything is tried once.
  for (const [range, number] of addressesOf(set, last)) {
    const address = { family: range.subnet.family, number };
    if (isGateway(range, address) || store.taken.has(key(address))) continue;
    store.last.set(index, key(address));
    return take(range, address, store);
  }
  throw new IpamRefusal({
    why: "exhausted",
    path: set[0]?.path ?? [],
    message: `there is no address left in ${set.map(describe).join(", ")}: ${
      store.taken.size === 0 ? "the gateway has the only one" : `pods have ${store.taken.size}`
    }`,
    hint: "make the range larger",
  });
}

/** How many addresses are tried: more than pods of one input can have. */
const PATIENCE = 5000;

function* addressesOf(set: readonly Range[], last: string | undefined): Generator<[Range, bigint]> {
  const [from, after] = last === undefined ? [0, undefined] : placeOf(set, last);
  let count = 0;
  for (let turn = 0; turn <= set.length; turn++) {
    const range = set[(from + turn) % set.length];
    if (!range) return;
    const start = turn === 0 && after !== undefined ? after + 1n : range.start;
    for (let number = start; number <= range.end; number++) {
      if (++count > PATIENCE) return;
      yield [range, number];
    }
  }
}

function placeOf(set: readonly Range[], last: string): [index: number, number: bigint | undefined] {
  const number = BigInt(last.slice(2));
  const index = set.findIndex((range) => number >= range.start && number <= range.end);
  return index < 0 ? [0, undefined] : [index, number];
}

function take({ subnet, gateway }: Range, address: Address, store: HostLocalStore): GivenAddress {
  store.taken.add(key(address));
  return { ...address, prefix: subnet.prefix, gateway: formatAddress(gateway) };
}

function isGateway({ gateway }: Range, { family, number }: Address): boolean {
  return gateway.family === family && gateway.number === number;
}

function key({ family, number }: Address): string {
  return `${family}:${number}`;
}

function describe({ subnet: { family }, start, end }: Range): string {
  return `${formatAddress({ family, number: start })} to ${formatAddress({ family, number: end })}`;
}
