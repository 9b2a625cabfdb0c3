/** Taking an attachment apart and giving its links back: what DEL and GC do, and an ADD that finds leftovers. */

import { findLink, getLink, type Link, listLinks, setLink } from "../../netlink/mod.ts";
import { deleteBond, giveBack, isHardware, type Places } from "./give_back.ts";
import { nameOfAlias } from "./identity.ts";
import type { AttachmentRecord, LinkRecord } from "./record.ts";

/** How it went: what failed, and links that are nowhere, but may come back. */
export interface Detached {
  problems: Error[];
  lost: LinkRecord[];
}

/** How long the kernel may take to give back the devices of a namespace that died, in milliseconds. */
const RETURN_TIMEOUT_MS = 2000;
const POLL_INTERVAL_MS = 50;

/**
 * Deletes the bond of `record` and gives its links back. Goes on after failures. Without a container
 * among `places`, the links are looked for on the host, to which the kernel returns devices.
 */
export async function giveBackRecorded(
  record: AttachmentRecord,
  places: Places,
  log: (message: string) => void,
): Promise<Detached> {
  const result: Detached = { problems: [], lost: [] };
  let bondIndex: number | undefined;
  attempt(result, () => {
    const bond = places.container && findLink(places.container, record.ifname);
    if (!places.container || bond?.kind !== "bond") return;
    bondIndex = bond.index;
    deleteBond(places.container, bond.index);
  });
  const deadline = performance.now() + RETURN_TIMEOUT_MS;
  for (const link of record.links.toReversed()) {
    for (;;) {
      const outcome = attempt(result, () => giveBack(record, link, places, { bondIndex }));
      if (outcome?.remark) log(outcome.remark);
      if (outcome?.outcome !== "lost") break;
      const mayReturn = link.from === "host" && isHardware(link) && !places.container;
      if (mayReturn && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
        continue;
      }
      log(`link ${link.name} is gone: there is nothing to give back`);
      if (link.from === "host" && isHardware(link)) result.lost.push(link);
      break;
    }
  }
  return result;
}

/** The part of a configuration that says whose links a bond without a record has. */
export interface Claim {
  linkNames: readonly string[];
  linksInContainer: boolean;
}

/**
 * Deletes the bond `ifname` of which there is no record, as another implementation leaves it, if
 * none of its links is a stranger to the configuration. Links of the host go back there.
 */
export function giveBackUnrecorded(
  attachment: Pick<AttachmentRecord, "containerId" | "ifname">,
  claim: Claim,
  places: Places,
  log: (message: string) => void,
): Error[] {
  const result: Detached = { problems: [], lost: [] };
  const { container } = places;
  const { ifname } = attachment;
  const bond = container && findLink(container, ifname);
  if (!container || !bond) return [];
  if (bond.kind !== "bond") {
    log(`interface ${ifname} is no bond but of kind "${bond.kind}": left alone`);
    return [];
  }
  const ports = listLinks(container).filter(({ master }) => master === bond.index);
  const stranger = ports.find(({ name }) => !claim.linkNames.includes(name));
  if (stranger) {
    log(
      `bond ${ifname} has the link ${stranger.name}, which is not in the configuration: left alone`,
    );
    return [];
  }
  attempt(result, () => deleteBond(container, bond.index));
  const returning: Link[] = claim.linksInContainer ? [] : ports;
  for (const link of returning) {
    attempt(result, () => returnToHost(link, nameOfAlias(attachment, link.alias), places));
  }
  return result.problems;
}

/** Moves a link to the host, under the name that it had there as far as that is known and free. */
function returnToHost(link: Link, knownName: string | undefined, places: Places): void {
  const { host, hostNetns, container } = places;
  if (!container) return;
  const free = knownName !== undefined && findLink(host, knownName) === undefined;
  const name = free ? knownName : link.name;
  setLink(container, link.index, { netns: hostNetns, name });
  if (knownName !== undefined) setLink(host, getLink(host, name).index, { alias: "" });
}

function attempt<T>(result: Detached, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    result.problems.push(error instanceof Error ? error : new Error(String(error)));
    return undefined;
  }
}
