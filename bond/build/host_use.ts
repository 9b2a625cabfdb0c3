/** Whether the host needs a link: everything that it would lose with it, asked for by interface. */

import {
  type Address,
  countOtherRoutes,
  hasTcx,
  type Link,
  listAddresses,
  listKernelFolder,
  listLinks,
  listNeighbours,
  listNexthops,
  listPorts,
  listQdiscs,
  listRoutes,
  type Neighbour,
  NUD_NOARP,
  readKernelFile,
  type Rtnetlink,
} from "../../netlink/mod.ts";
import { isKernelRoute } from "../restore/mod.ts";

/** What a look at a host link may take for granted. */
interface UseOptions {
  /** Whether the far end of a pair may be in another namespace, as a card of the lab has it. */
  isHardware: boolean;
}

/**
 * Returns what the host has `link` for, as a clause; undefined when it is idle: nothing is on it but what
 * the kernel itself puts on a link that is up.
 */
export function useOnHost(
  host: Rtnetlink,
  link: Link,
  { isHardware }: UseOptions,
): string | undefined {
  for (const question of QUESTIONS) {
    const use = question(host, link);
    if (use !== undefined) return use;
  }
  return isHardware ? undefined : farEnd(link);
}

/** Those that the link itself answers come first. */
const QUESTIONS: readonly ((host: Rtnetlink, link: Link) => string | undefined)[] = [
  (_, { master }) =>
    master === undefined ? undefined : `it belongs to the bond or bridge ${master}`,
  (_, { xdp }) => xdp ? "an XDP programme looks at its frames" : undefined,
  (_, { index }) =>
    hasTcx(index) ? "a programme of traffic control looks at its frames" : undefined,
  ports,
  routesAndAddresses,
  (host, { index }) =>
    listNexthops(host, index).length > 0 ? "a next hop of routes leaves by it" : undefined,
  (host, { index }) =>
    countOtherRoutes(host, index) > 0 ? "a route of labels or multicast leaves by it" : undefined,
  neighbours,
  (host, { index }) => {
    const [kind] = listQdiscs(host, index);
    return kind === undefined ? undefined : `it has traffic control (${kind})`;
  },
  (host, link) => {
    const [upper] = uppersOf(host, link);
    return upper === undefined ? undefined : `${upper} is on top of it`;
  },
];

function farEnd({ kind, peerNetnsId }: Link): string | undefined {
  return kind === "veth" && peerNetnsId !== undefined
    ? "it is the host's end of another namespace's link"
    : undefined;
}

/** Kinds of links that have ports. */
const MASTERS: readonly string[] = ["bond", "bridge", "team", "vrf", "openvswitch"];

function ports(host: Rtnetlink, { index, kind }: Link): string | undefined {
  const [port] = MASTERS.includes(kind) ? listPorts(host, index) : [];
  return port && `${port.name} is a port of it`;
}

function routesAndAddresses(host: Rtnetlink, link: Link): string | undefined {
  const all = listRoutes(host, { outputIndex: link.index });
  const isDefault = all.some(({ destination }) => /^(0\.0\.0\.0|::)\/0$/.test(destination));
  if (isDefault) return "it carries the default route";
  const address = listAddresses(host, { index: link.index })
    .find((address) => !isKernelAddress(address, link));
  if (address) return `it has the address ${address.address}/${address.prefixLength}`;
  const route = all.find((route) => !isKernelRoute(route));
  return route && `the route ${route.destination} (table ${route.table}) leads through it`;
}

/** IFAPROT_KERNEL_LL (linux/if_addr.h). */
const IFAPROT_KERNEL_LL = 3;

/** Whether the kernel itself gave the link this address: one of IPv6 that leads nowhere else. */
function isKernelAddress({ family, address, protocol }: Address, link: Link): boolean {
  if (family !== 6 || !/^fe80:/.test(address)) return false;
  if (protocol !== undefined) return protocol === IFAPROT_KERNEL_LL;
  // Linux before 5.18 does not say whose an address is.
  return !tellsWhoseAddressesAre() || address === linkLocalOf(link.address);
}

function tellsWhoseAddressesAre(): boolean {
  const [major = 0, minor = 0] = Deno.osRelease().split(/[.-]/).map(Number);
  return major > 5 || major === 5 && minor >= 18;
}

/** The address that follows from that of the hardware (RFC 4291, appendix A); "" for none. */
function linkLocalOf(hardwareAddress: string): string {
  const octets = hardwareAddress.split(":").map((octet) => parseInt(octet, 16));
  if (octets.length !== 6) return "";
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = octets;
  const group = (high: number, low: number) => ((high << 8) | low).toString(16);
  const text = [group(a ^ 2, b), group(c, 0xff), group(0xfe, d), group(e, f)].join(":");
  return URL.parse(`http://[fe80::${text}]/`)?.hostname.slice(1, -1) ?? "";
}

function neighbours(host: Rtnetlink, { index }: Link): string | undefined {
  const found = listNeighbours(host, { index }).find((entry) => !isKernelNeighbour(entry));
  if (found) return `${found.address} is a neighbour of it`;
  const [proxied] = listNeighbours(host, { index, proxy: true });
  return proxied && `it answers for ${proxied.address}`;
}

/** What the kernel notes by itself: stations that need not be found. */
function isKernelNeighbour({ state, address }: Neighbour): boolean {
  return (state & NUD_NOARP) !== 0 || /^(ff|22[4-9]\.|23\d\.)/.test(address);
}

/**
 * Returns the names of the links on top of `link`. sysfs lists them without a look at all the others,
 * where it shows the namespace of `host`.
 */
function uppersOf(host: Rtnetlink, link: Link): string[] {
  const directory = `/sys/class/net/${link.name}`;
  try {
    const shown = readKernelFile(`${directory}/ifindex`).trim() === String(link.index) &&
      readKernelFile(`${directory}/address`).trim() === link.address;
    if (shown) {
      return listKernelFolder(directory).filter((name) => name.startsWith("upper_"))
        .map((name) => name.slice("upper_".length));
    }
  } catch {
    // No sysfs, or another namespace's: the kernel is asked.
  }
  return listLinks(host)
    .filter(({ parent, peerNetnsId, kind }) =>
      parent === link.index && peerNetnsId === undefined && kind !== "veth"
    )
    .map(({ name }) => name);
}
