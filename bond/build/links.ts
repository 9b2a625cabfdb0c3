/** Finding the links of a bond, and refusing those that cannot or should not be part of it. */

import { CniError } from "../../cni/mod.ts";
import {
  type Link,
  listKernelFolder,
  listLinks,
  lookUpLinks,
  type Rtnetlink,
} from "../../netlink/mod.ts";
import {
  addressSharing,
  type BondConfig,
  type LinkConfig,
  type LinkSelector,
  nameInContainer,
  NEEDED_OF_FUNCTIONS,
} from "../config/mod.ts";
import { BondErrorCode, interfaceExistsError } from "../errors.ts";
import { type LinkGuard, POLICY_PATH } from "../policy/mod.ts";
import { type HostTies, tiesOf } from "../restore/mod.ts";
import { useOnHost } from "./host_use.ts";

/** A link that the configuration names. */
export interface FoundLink {
  config: LinkConfig;
  link: Link;
  /** The name that it is going to have in the container. */
  containerName: string;
  /** What the host has on it, when it is in use there. */
  ties?: HostTies;
}

/** The two ends of an attachment. */
interface Sockets {
  host: Rtnetlink;
  container: Rtnetlink;
}

/** IFF_LOOPBACK (linux/if.h). */
const IFF_LOOPBACK = 0x8;

/**
/**
 * Returns the links of `config`, in its order, from where it says they are, for a bond `ifname`. Asks for
 * all that are selected by name at once. `guard` speaks for the node where the configuration is not its own.
 * Throws CniError of code 100 to 103 or 109: one is absent, in use, unfit or forbidden, or the container has
 * the name of the bond or of a link already.
 */
export function findLinks(
  config: BondConfig,
  ifname: string,
  sockets: Sockets,
  guard?: LinkGuard,
): FoundLink[] {
  const { host, container } = sockets;
  const { linksInContainer, links } = config;
  const selectors = links.map(({ select }) => select);
  const [existing, ...inside] = selectAll(container, [
    { by: "name", name: ifname },
    ...(linksInContainer ? selectors : []),
  ]);
  if (existing) throw interfaceExistsError(ifname);
  const selected = linksInContainer ? inside : selectAll(host, selectors);
  const found = links.map((linkConfig, i): FoundLink => {
    const link = selected[i];
    if (!link) throw absentError(linkConfig, linksInContainer, sockets);
    return { config: linkConfig, link, containerName: nameInContainer(linkConfig) ?? link.name };
  });
  refuseTwice(found);
  for (const { link } of found) refuseUnfit(link, found[0]?.link ?? link);
  if (linksInContainer) { for (const { link } of found) refuseEnslaved(link); }
  refuseTakenNames(
    container,
    found.filter(({ link, containerName }) => !linksInContainer || link.name !== containerName),
  );
  if (linksInContainer) return found;
  return found.map((item) => {
    const ties = guardHostLink(host, item.link, guard, config.allowInUse);
    return ties ? { ...item, ties } : item;
  });
}

function selectAll(rt: Rtnetlink, selectors: readonly LinkSelector[]): (Link | undefined)[] {
  const names = selectors.flatMap((selector) => selector.by === "name" ? [selector.name] : []);
  const named = lookUpLinks(rt, names);
  let all: Link[] | undefined;
  return selectors.map((selector) => {
    if (selector.by === "name") return named.shift();
    return (all ??= listLinks(rt)).find((link) => isSelected(link, selector));
  });
}

function isSelected(
  { address, permanentAddress, parentDevice }: Link,
  selector: Exclude<LinkSelector, { by: "name" }>,
): boolean {
  return selector.by === "mac"
    ? permanentAddress === selector.mac || address === selector.mac
    : parentDevice?.name === selector.pciAddress;
}

function absentError(
  { select: selector }: LinkConfig,
  linksInContainer: boolean,
  { host, container }: Sockets,
): CniError {
  const what = selector.by === "name"
    ? `link ${selector.name}`
    : selector.by === "mac"
    ? `a link with MAC address ${selector.mac}`
    : `a network device at ${selector.pciAddress}`;
  const [here, elsewhere] = linksInContainer
    ? ["in the container", selectAll(host, [selector])[0]]
    : ["on the host", selectAll(container, [selector])[0]];
  const remedy = linksInContainer
    ? elsewhere
      ? "it is on the host: let a network before this one move it into the container (bond runs " +
        "after the networks that create its links), or set linksInContainer to false"
      : "bond runs after the networks that create its links: put those before the bond in the " +
        "annotation k8s.v1.cni.cncf.io/networks, and check which interface names they ask for" +
        (selector.by === "pciAddress" ? "; a device used by DPDK has no link" : "")
    : elsewhere
    ? "it is in the container: set linksInContainer to true"
    : "check the name on this node; the links of a bond are the host's own with linksInContainer false";
  const present = linksInContainer
    ? `; in the container there are ${listLinks(container).map(({ name }) => name).join(", ")}`
    : "";
  return new CniError(BondErrorCode.LinkAbsent, `${what} is absent ${here}${present}`, remedy);
}

function refuseTwice(found: readonly FoundLink[]): void {
  for (const [i, { link, containerName }] of found.entries()) {
    const earlier = found.slice(0, i);
    if (earlier.some((other) => other.link.index === link.index)) {
      throw new CniError(
        BondErrorCode.LinkUnfit,
        `link ${link.name} is selected twice`,
        "select each link once",
      );
    }
    if (earlier.some((other) => other.containerName === containerName)) {
      throw new CniError(
        BondErrorCode.LinkUnfit,
        `two links would be called ${containerName} in the container`,
        "give one of them another ifName",
      );
    }
  }
}

function refuseUnfit(link: Link, first: Link): void {
  if (link.flags & IFF_LOOPBACK) {
    throw new CniError(
      BondErrorCode.LinkUnfit,
      `${link.name} is a loopback interface`,
      "name the interfaces that lead to the network",
    );
  }
  if (link.type !== first.type) {
    throw new CniError(
      BondErrorCode.LinkUnfit,
      `links ${first.name} and ${link.name} are of different types (ARPHRD ${first.type} and ${link.type})`,
      "the links of a bond are all of one type, such as Ethernet",
    );
  }
}

function refuseEnslaved(link: Link): void {
  if (link.master === undefined) return;
  throw new CniError(
    BondErrorCode.LinkInUse,
    `link ${link.name} belongs to another bond or bridge (interface ${link.master}) in the container`,
    "a link has one master: remove it from there first, or leave it out of the bond",
  );
}

function refuseTakenNames(container: Rtnetlink, found: readonly FoundLink[]): void {
  const present = lookUpLinks(container, found.map(({ containerName }) => containerName));
  const taken = found.find((_, i) => present[i] !== undefined);
  if (taken === undefined) return;
  const { link, containerName } = taken;
  throw new CniError(
    BondErrorCode.InterfaceExists,
    `link ${link.name} cannot be called ${containerName}: the container has such an interface`,
    'give it another name in the container: {"name": …, "ifName": …}',
  );
}

/** The node must not lose its network to a pod. Returns what the host has on the link. */
function guardHostLink(
  host: Rtnetlink,
  link: Link,
  guard: LinkGuard | undefined,
  allowInUse: boolean,
): HostTies | undefined {
  const use = useOnHost(host, link, { isHardware: guard?.isDeclaredHardware(link) ?? false });
  if (use !== undefined && !allowInUse) {
    throw new CniError(
      BondErrorCode.LinkInUse,
      `host link ${link.name} is in use: ${use}`,
      "choose a link that the node does not need; allowInUse takes it nevertheless, where the " +
        `node's policy ${POLICY_PATH} grants that`,
    );
  }
  if (use !== undefined) guard?.checkUsed(link, use);
  guard?.checkLink(link);
  return use === undefined ? undefined : tiesOf(host, link);
}

/** What works with some links, but not as expected. */
export interface LinkWarning {
  severity: "warning";
  /** Names of the links. */
  links: readonly string[];
  problem: string;
  remedy: string;
}

/** Returns what works with the links `found`, but not as expected. */
export function linkWarnings({ options }: BondConfig, found: readonly FoundLink[]): LinkWarning[] {
  const sharing = addressSharing(options);
  if (sharing === undefined || sharing === "never") return [];
  const functions = found.filter(({ link }) => isVirtualFunction(link));
  if (functions.length === 0) return [];
  const { mode, failOverMac = "none" } = options;
  const [when, remedy] = mode === "active-backup"
    ? [`with failOverMac ${failOverMac}`, "failOverMac active works without"]
    : [`in mode ${mode}`, "active-backup with failOverMac active works without"];
  const what = sharing === "always"
    ? `all links take one MAC address ${when}`
    : `a link takes the MAC address of one that has failed ${when}`;
  const needed = Object.entries(NEEDED_OF_FUNCTIONS).map(([key, value]) => `${key} ${value}`);
  return [{
    severity: "warning",
    links: functions.map(({ link }) => link.name),
    problem: `${what}, and a virtual function with another than its ` +
      `own sends and receives nothing unless it has ${needed.join(" and ")}`,
    remedy,
  }];
}

/** Returns a warning as a sentence. */
export function describeWarning({ links, problem, remedy }: LinkWarning): string {
  return `${links.join(", ")}: ${problem}; ${remedy}`;
}

function isVirtualFunction({ parentDevice }: Link): boolean {
  if (parentDevice?.bus !== "pci") return false;
  try {
    return listKernelFolder(`/sys/bus/pci/devices/${parentDevice.name}/physfn`).length > 0;
  } catch {
    return false;
  }
}
