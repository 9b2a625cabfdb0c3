/**
 * Giving a link back: bringing it from wherever it is to where and what it was before ADD. Works from
 * the record and what the kernel has, in any state between the two, so that it undoes any part of an
 * ADD, for the first or the second time.
 */

import {
  deleteLink,
  findLink,
  getLink,
  type Link,
  type LinkChange,
  listLinks,
  lookUpLinks,
  NetlinkError,
  type Netns,
  type Rtnetlink,
  setLink,
} from "../../netlink/mod.ts";
import { aliasOf, couldBe, isSameLink } from "./identity.ts";
import type { AttachmentRecord, LinkRecord } from "./record.ts";
import { giveMasterBack, giveTiesBack } from "./ties.ts";

/** Where links can be. */
export interface Places {
  host: Rtnetlink;
  hostNetns: Netns;
  /** Absent when the container's namespace is gone, or is another one now. */
  container?: Rtnetlink;
}

/**
 * How it ended: "lost" when the link is nowhere, "nameTaken" when another link on the host has its name; with a
 * remark where someone should know more.
 */
export interface GivenBack {
  outcome: "done" | "lost" | "nameTaken";
  remark?: string;
}

/** A bond of the attachment that may still hold the link. */
interface Holder {
  bondIndex?: number | undefined;
}

/** Removes a bond, which may have gone meanwhile. Throws NetlinkError when the kernel refuses. */
export function deleteBond(rt: Rtnetlink, index: number): void {
  try {
    deleteLink(rt, index);
  } catch (error) {
    if (!(error instanceof NetlinkError) || error.code !== "ENODEV") throw error;
  }
}

/** How often giving back a link starts over when it changes meanwhile. */
const ATTEMPTS = 3;

/**
 * What the kernel says of a link that somebody else moves, renames or brings up meanwhile, such as a
 * second DEL of the attachment.
 */
const CHANGED_MEANWHILE: readonly string[] = ["ENODEV", "EBUSY", "EEXIST"];

/** Gives back the link `link` of `record`. Throws NetlinkError when the kernel refuses. */
export function giveBack(
  record: AttachmentRecord,
  link: LinkRecord,
  places: Places,
  holder: Holder = {},
): GivenBack {
  for (let attempt = 1;; attempt++) {
    try {
      return giveBackFromHere(record, link, places, holder);
    } catch (error) {
      const changed = error instanceof NetlinkError && CHANGED_MEANWHILE.includes(error.code);
      if (!changed || attempt === ATTEMPTS) throw error;
    }
  }
}

function giveBackFromHere(
  record: AttachmentRecord,
  link: LinkRecord,
  places: Places,
  holder: Holder,
): GivenBack {
  const alias = aliasOf(record, link);
  const inContainer = places.container && findInContainer(places.container, link, alias);
  if (places.container && inContainer) {
    const { master } = inContainer;
    // The host's links go back whoever has them by now: nobody else will bring them.
    if (link.from === "container" && master !== undefined && master !== holder.bondIndex) {
      return { outcome: "done", remark: `link ${inContainer.name} has another master by now` };
    }
    if (master !== undefined) setLink(places.container, inContainer.index, { master: 0 });
    if (link.from === "container") {
      const freed = master === undefined
        ? inContainer
        : getLink(places.container, inContainer.index);
      return restore(places.container, freed, link, record);
    }
    // Under a name that nothing else has: the name that it had may be another's by now.
    setLink(places.container, inContainer.index, {
      netns: places.hostNetns,
      name: link.temporaryName,
    });
    const [moved, named] = lookUpLinks(places.host, [link.temporaryName, link.name]);
    return restore(
      places.host,
      moved ?? getLink(places.host, link.temporaryName),
      link,
      record,
      { named },
    );
  }
  if (link.from === "container") return { outcome: "lost" };
  const onHost = findOnHost(places.host, link, alias);
  if (!onHost) return { outcome: isUntouched(places.host, link, alias) ? "done" : "lost" };
  if (onHost.master !== undefined && !hasRecordedMaster(places.host, onHost, link)) {
    return { outcome: "done", remark: `link ${onHost.name} has a master on the host by now` };
  }
  return restore(places.host, onHost, link, record);
}

/** Returns the recorded link where it is in the container; undefined when it is not there. */
export function findInContainer(
  rt: Rtnetlink,
  record: LinkRecord,
  alias: string,
): Link | undefined {
  if (record.from === "container") {
    const sameIndex = findLink(rt, record.index);
    if (sameIndex && couldBe(record, sameIndex)) return sameIndex;
    return [record.containerName, record.name].map((name) => findLink(rt, name))
      .find((link) => link && couldBe(record, link));
  }
  const isIt = (link: Link | undefined) =>
    link && couldBe(record, link) && isSameLink(record, alias, link) ? link : undefined;
  const [onTheWay, named] = lookUpLinks(rt, [record.temporaryName, record.containerName]);
  if (onTheWay && isSameLink(record, alias, onTheWay)) return onTheWay;
  return isIt(named) ?? isIt(findLink(rt, record.index)) ?? findByAltName(rt, record, alias);
}

/** Whatever else has changed, the alternative name leads to it. */
function findByAltName(rt: Rtnetlink, record: LinkRecord, alias: string): Link | undefined {
  const link = record.altName === undefined ? undefined : findAltNamed(rt, record.altName);
  return link && isSameLink(record, alias, link) ? link : undefined;
}

/** Returns the link with an alternative name. Kernels before 5.5 know none, and refuse the question. */
export function findAltNamed(rt: Rtnetlink, altName: string): Link | undefined {
  try {
    const link = findLink(rt, altName);
    return link?.altNames.includes(altName) ? link : undefined;
  } catch (error) {
    const unknown = error instanceof NetlinkError && UNKNOWN.includes(error.code);
    if (!unknown) throw error;
    return undefined;
  }
}

const UNKNOWN: readonly string[] = ["EINVAL", "EOPNOTSUPP", "ERANGE"];

/** A name proves nothing: the link was given an alias together with it. */
function findOnTheWay(rt: Rtnetlink, record: LinkRecord, alias: string): Link | undefined {
  const link = findLink(rt, record.temporaryName);
  return link && isSameLink(record, alias, link) ? link : undefined;
}

function findOnHost(rt: Rtnetlink, record: LinkRecord, alias: string): Link | undefined {
  const onTheWay = findOnTheWay(rt, record, alias);
  if (onTheWay) return onTheWay;
  const named = findLink(rt, record.name);
  if (named && isSameLink(record, alias, named)) return named;
  // A device whose namespace died comes back under the name it had there, or another if that is taken.
  const renamed = findLink(rt, record.containerName);
  if (renamed && isSameLink(record, alias, renamed)) return renamed;
  return findByAltName(rt, record, alias) ??
    (isHardware(record)
      ? listLinks(rt).find((link) => isSameLink(record, alias, link))
      : undefined);
}

/** The master is given back before the rest. */
function hasRecordedMaster(rt: Rtnetlink, { master }: Link, { ties }: LinkRecord): boolean {
  return ties !== undefined && ties.master !== "" && findLink(rt, ties.master)?.index === master;
}

/**
 * Without the alias that goes with the way, the link was never taken, or all of it is back; with it, it came back
 * after everybody had looked.
 */
function isUntouched(rt: Rtnetlink, record: LinkRecord, alias: string): boolean {
  const link = findLink(rt, record.name);
  return link !== undefined && link.index === record.index && link.alias !== alias &&
    couldBe(record, link);
}

/** Returns whether the kernel gives the link back when its namespace dies, instead of destroying it. */
export function isHardware({ kind }: LinkRecord): boolean {
  return kind === "";
}

function apply(rt: Rtnetlink, index: number, change: LinkChange): void {
  if (Object.keys(change).length > 0) setLink(rt, index, change);
}

/**
 * Makes `live` what `link` says, as far as the attachment restores it. `seen` is the link that has its name,
 * where that has been looked for already.
 */
function restore(
  rt: Rtnetlink,
  live: Link,
  link: LinkRecord,
  { restore: wanted }: AttachmentRecord,
  seen?: { named: Link | undefined },
): GivenBack {
  const name = wanted.name || live.name === link.temporaryName ? link.name : live.name;
  const holder = name === live.name ? live : seen ? seen.named : findLink(rt, name);
  const taken = holder !== undefined && holder.index !== live.index;
  const change: LinkChange = {
    ...(holder === undefined ? { name } : {}),
    ...(wanted.mac && live.address !== link.address ? { address: link.address } : {}),
    ...(wanted.mtu && live.mtu !== link.mtu ? { mtu: link.mtu } : {}),
  };
  // Older kernels rename no link that is up.
  if (change.name !== undefined && live.up) setLink(rt, live.index, { up: false });
  const up = change.name === undefined && live.up;
  const wantedUp = wanted.adminState ? link.up : live.up;
  const { ties } = link;
  const flags = up === wantedUp ? {} : { up: wantedUp };
  // Its alias and alternative name say whose the link is: they go with the last change.
  const marks = link.from === "host" && !taken ? withoutMarks(live, link) : {};
  const lacking: string[] = [];
  if (ties) {
    apply(rt, live.index, change);
    // A bond takes no link that is up.
    lacking.push(...giveMasterBack(rt, live.index, ties));
    apply(rt, live.index, flags);
    lacking.push(...giveTiesBack(rt, live.index, ties));
    apply(rt, live.index, marks);
  } else if (up === wantedUp) {
    apply(rt, live.index, { ...change, ...marks });
  } else {
    apply(rt, live.index, change);
    apply(rt, live.index, { ...flags, ...marks });
  }
  const lacks = lacking.length > 0 ? [`link ${link.name} lacks ${lacking.join(", ")}`] : [];
  if (!taken) return { outcome: "done", ...(lacks[0] === undefined ? {} : { remark: lacks[0] }) };
  return {
    outcome: "nameTaken",
    remark: [
      `link ${link.name} is called ${live.name}: its name is taken; it gets it back when that ` +
      "is free (GC, or bond gc)",
      ...lacks,
    ].join("; "),
  };
}

function withoutMarks({ alias, altNames }: Link, link: LinkRecord): LinkChange {
  const { altName } = link;
  return {
    ...(alias === link.alias ? {} : { alias: link.alias }),
    ...(altName !== undefined && altNames.includes(altName)
      ? { altName: { remove: altName } }
      : {}),
  };
}
