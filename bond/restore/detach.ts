/** Taking an attachment apart and giving its links back: what DEL and GC do, and an ADD that finds leftovers. */

import { exists, namesIn } from "../../cni/mod.ts";
import {
  findLink,
  getLink,
  type Link,
  listLinks,
  lookUpLinks,
  type Rtnetlink,
  setLink,
} from "../../netlink/mod.ts";
import {
  deleteBond,
  findAltNamed,
  findInContainer,
  giveBack,
  isHardware,
  type Places,
} from "./give_back.ts";
import { aliasOf, altNameOf, couldBe, isSameLink, nameOfAlias } from "./identity.ts";
import { type AttachmentRecord, isAltNameOf, type LinkRecord } from "./record_shape.ts";

/** How it went: what failed, and links that could not be given back yet. */
export interface Detached {
  problems: Error[];
  waiting: LinkRecord[];
}

/** How long the kernel may take to give back the devices of a namespace that died, in milliseconds. */
const RETURN_TIMEOUT_MS = 2000;
const POLL_INTERVAL_MS = 50;

/** The time that devices have to come back, of however many attachments at once: it begins when one is missing. */
export class ReturnTime {
  #deadline: number | undefined;

  /** Waits a moment, and returns whether there was time for it. */
  async hasMore(): Promise<boolean> {
    this.#deadline ??= performance.now() + RETURN_TIMEOUT_MS;
    if (performance.now() >= this.#deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    return true;
  }
}

/**
 * Deletes the bond of `record` and gives its links back. Goes on after failures. Without a container
 * among `places`, the links are looked for on the host, to which the kernel returns devices.
 */
export async function giveBackRecorded(
  record: AttachmentRecord,
  places: Places,
  log: (message: string) => void,
  time: ReturnTime,
): Promise<Detached> {
  const result: Detached = { problems: [], waiting: [] };
  let bondIndex: number | undefined;
  attempt(result, () => {
    bondIndex = places.container && ownBond(record, places.container, log)?.index;
    if (places.container && bondIndex !== undefined) deleteBond(places.container, bondIndex);
  });
  for (const link of record.links.toReversed()) {
    for (;;) {
      const given = attempt(result, () => giveBack(record, link, places, { bondIndex }));
      const isMissing = given?.outcome === "lost";
      const mayReturn = isMissing && link.from === "host" && isHardware(link) && !places.container;
      if (mayReturn && await time.hasMore()) continue;
      if (given?.remark) log(given.remark);
      if (given?.outcome === "nameTaken") result.waiting.push(link);
      else if (isMissing) {
        const waits = link.from === "host" && isHardware(link) && isOnMachine(record, link);
        if (waits) result.waiting.push(link);
        log(`link ${link.name} is gone: there is nothing to give back${waits ? " yet" : ""}`);
      }
      break;
    }
  }
  return result;
}

/** Returns the bond of the attachment, whatever it is called by now; undefined when there is none. */
function ownBond(
  record: AttachmentRecord,
  container: NonNullable<Places["container"]>,
  log: (message: string) => void,
): Link | undefined {
  return namedBond(record, container, log) ?? findRenamedBond(container, record);
}

/** Returns what has the name of the attachment's bond, unless it is a stranger's. */
function namedBond(
  record: AttachmentRecord,
  container: NonNullable<Places["container"]>,
  log: (message: string) => void,
): Link | undefined {
  const names = record.links.map(({ containerName }) => containerName);
  const [bond, ...named] = lookUpLinks(container, [record.ifname, ...names]);
  if (bond?.kind !== "bond") return undefined;
  const isPort = (link: Link | undefined) => link?.master === bond.index;
  const isOwn = (link: LinkRecord, found: Link | undefined) =>
    found && isPort(found) && couldBe(link, found) &&
    (link.from === "container" || isSameLink(link, aliasOf(record, link), found));
  const own = record.links.some((link, i) => isOwn(link, named[i])) ||
    record.links.some((link) => isPort(findInContainer(container, link, aliasOf(record, link))));
  const stranger = own ? undefined : listLinks(container).find(isPort);
  if (!stranger) return bond;
  log(`bond ${bond.name} has the link ${stranger.name} and none of the attachment's: left alone`);
  return undefined;
}

/** Returns the bond that the attachment's alternative name leads to, whatever it is called by now. */
export function findRenamedBond(
  container: Rtnetlink,
  attachment: Pick<AttachmentRecord, "containerId" | "ifname">,
): Link | undefined {
  const altName = altNameOf(attachment, "bond");
  const link = altName === undefined ? undefined : findAltNamed(container, altName);
  return link?.kind === "bond" ? link : undefined;
}

/** Returns whether the machine has the device of a link that is nowhere to be seen; what is not known, it has. */
function isOnMachine({ netns }: AttachmentRecord, { device }: LinkRecord): boolean {
  if (device === "") return netns.boot !== undefined;
  const [bus = "", name = ""] = device.split("/");
  return !exists("/sys/bus") || namesIn(`/sys/bus/${bus}/devices`).includes(name);
}

/** The part of a configuration that says whose links a bond without a record has. */
export interface Claim {
  linkNames: readonly string[];
  linksInContainer: boolean;
}

/**
 * Gives back what an attachment has of which there is no record: host links that bear its alternative name,
 * wherever they are; and its bond, as another implementation leaves it, if none of the bond's links is a
 * stranger to the configuration. Links of the host go back there.
 */
export function giveBackUnrecorded(
  attachment: Pick<AttachmentRecord, "containerId" | "ifname">,
  claim: Claim,
  places: Places,
  log: (message: string) => void,
): Error[] {
  const result: Detached = { problems: [], waiting: [] };
  const { container, host } = places;
  attempt(result, () => {
    if (container) takeApart(result, attachment, claim, { ...places, container }, log);
  });
  for (let i = 0;; i++) {
    const altName = altNameOf(attachment, i);
    if (altName === undefined) break;
    const inside = container && attempt(result, () => findAltNamed(container, altName));
    if (inside) attempt(result, () => returnToHost(inside, attachment, altName, places));
    const onHost = attempt(result, () => findAltNamed(host, altName));
    if (onHost) attempt(result, () => settleOnHost(onHost, attachment, altName, places));
    if (!inside && !onHost && i + 1 >= claim.linkNames.length) break;
  }
  return result.problems;
}

/** Deletes the bond of the attachment, unless it is a stranger's, and returns host links that were in it. */
function takeApart(
  result: Detached,
  attachment: Pick<AttachmentRecord, "containerId" | "ifname">,
  claim: Claim,
  places: Places & { container: NonNullable<Places["container"]> },
  log: (message: string) => void,
): void {
  const { container } = places;
  const { ifname } = attachment;
  const named = findLink(container, ifname);
  const bond = named?.kind === "bond" ? named : findRenamedBond(container, attachment);
  if (!bond) {
    return named && log(`interface ${ifname} is no bond but of kind "${named.kind}": left alone`);
  }
  const ports = listLinks(container).filter(({ master }) => master === bond.index);
  const isOwn = ({ alias, altNames }: Link) =>
    nameOfAlias(attachment, alias) !== undefined ||
    altNames.some((name) => isAltNameOf(attachment, name));
  const stranger = ports.find((port) => !claim.linkNames.includes(port.name) && !isOwn(port));
  if (stranger) {
    return log(
      `bond ${ifname} has the link ${stranger.name}, which is not in the configuration: left alone`,
    );
  }
  attempt(result, () => deleteBond(container, bond.index));
  // Whatever the configuration says by now, only host links got such marks.
  for (const port of claim.linksInContainer ? ports.filter(isOwn) : ports) {
    attempt(result, () => returnToHost(port, attachment, undefined, places));
  }
}

/** Moves a link to the host, under the name that it had there as far as that is known and free. */
function returnToHost(
  link: Link,
  attachment: Pick<AttachmentRecord, "containerId" | "ifname">,
  altName: string | undefined,
  places: Places,
): void {
  const { host, hostNetns, container } = places;
  if (!container) return;
  const knownName = nameOfAlias(attachment, link.alias);
  const free = knownName !== undefined && findLink(host, knownName) === undefined;
  const name = free ? knownName : link.name;
  const master = link.master === undefined ? {} : { master: 0 };
  if (link.up) setLink(container, link.index, { up: false, ...master });
  setLink(container, link.index, { ...master, netns: hostNetns, name });
  const marks = altName ?? link.altNames.find((name) => isAltNameOf(attachment, name));
  if (knownName === undefined && marks === undefined) return;
  setLink(host, getLink(host, name).index, {
    alias: "",
    ...(marks === undefined ? {} : { altName: { remove: marks } }),
  });
}

/** Gives a link that the kernel brought back to the host its name there, as far as that is known and free. */
function settleOnHost(
  { index, name, alias, up, master, address, permanentAddress = address }: Link,
  attachment: Pick<AttachmentRecord, "containerId" | "ifname">,
  altName: string,
  { host }: Places,
): void {
  // Somebody has put it to use.
  if (master !== undefined) return;
  const known = nameOfAlias(attachment, alias) ?? name;
  if (up) setLink(host, index, { up: false });
  const renamed = known !== name && findLink(host, known) === undefined;
  setLink(host, index, {
    ...(renamed ? { name: known } : {}),
    ...(address === permanentAddress ? {} : { address: permanentAddress }),
    alias: "",
    altName: { remove: altName },
  });
}

function attempt<T>(result: Detached, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    result.problems.push(error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}
