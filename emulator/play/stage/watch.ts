/** What happens to the links of a pod, in words. */

import {
  findLink,
  GROUPS,
  type Link,
  listLinks,
  type NetlinkEvent,
  Netns,
  receiveEvents,
  Rtnetlink,
} from "../../../netlink/mod.ts";

/** Sees every change of a pod's links. */
export class LinkWatch implements Disposable {
  readonly #handles = new DisposableStack();
  readonly #events: Rtnetlink;
  /** Speaks to the pod. */
  readonly rt: Rtnetlink;
  readonly #known = new Map<number, Link>();

  /** Throws NetnsError when there is no namespace at `path`. */
  constructor(path: string) {
    const netns = this.#handles.use(Netns.open(path));
    this.rt = this.#handles.use(Rtnetlink.open({ netns }));
    this.#events = this.#handles.use(Rtnetlink.open({ netns, groups: [GROUPS.link] }));
    for (const link of listLinks(this.rt)) this.#known.set(link.index, link);
  }

  /** Returns what has changed since the last call, one sentence each. */
  changes(): string[] {
    const sentences: string[] = [];
    for (;;) {
      const events = receiveEvents(this.#events, 0);
      if (events.length === 0) return sentences;
      sentences.push(...events.flatMap((event) => this.#describe(event)));
    }
  }

  /** Returns the name of the link that a bond sends through, "" for none; undefined without the bond. */
  activeLink(bond: string): string | undefined {
    const found = findLink(this.rt, bond)?.bond;
    if (!found?.activeSlave) return found && "";
    return findLink(this.rt, found.activeSlave)?.name ?? "";
  }

  /** Returns how many links are in the active aggregator of a bond; undefined without the bond. */
  aggregatorPorts(bond: string): number | undefined {
    const found = findLink(this.rt, bond)?.bond;
    return found && (found.adInfo?.numPorts ?? 0);
  }

  #describe(event: NetlinkEvent): string[] {
    if (event.event === "lost") return ["events were lost: the kernel had too many at once"];
    if (event.event !== "link") return [];
    const { link, removed } = event;
    const before = this.#known.get(link.index);
    if (removed) {
      this.#known.delete(link.index);
      return [`${link.name} is gone`];
    }
    this.#known.set(link.index, link);
    const nameOf = (index: number) => this.#known.get(index)?.name ?? `link ${index}`;
    return [...this.#whyLeft(before, link), ...linkChanges(before, link, nameOf)];
  }

  /** A bond notices a lost carrier at once, the kernel tells of it only when it has the time. */
  #whyLeft(before: Link | undefined, { bond }: Link): string[] {
    const left = before?.bond?.activeSlave;
    if (!left || left === bond?.activeSlave) return [];
    const link = findLink(this.rt, left);
    if (!link) return [];
    const known = this.#known.get(left);
    this.#known.set(left, link);
    return linkChanges(known, link, String);
  }

  [Symbol.dispose](): void {
    this.#handles.dispose();
  }
}

/** Returns what is different about a link, one sentence each. Pure. */
export function linkChanges(
  before: Link | undefined,
  link: Link,
  nameOf: (index: number) => string,
): string[] {
  const { name } = link;
  if (!before) return [`${name} is there`];
  const [was, is] = [before.bond?.activeSlave ?? 0, link.bond?.activeSlave ?? 0];
  const changed = <K extends keyof Link>(key: K) => before[key] !== link[key];
  return [
    ...(changed("up") ? [`${name} is set ${link.up ? "up" : "down"}`] : []),
    ...(changed("running")
      ? [`${name} ${link.running ? "has a carrier" : "lost its carrier"}`]
      : []),
    ...(before.bondPort && link.bondPort && before.bondPort.miiStatus !== link.bondPort.miiStatus
      ? [`the bond sees ${name} ${link.bondPort.miiStatus}`]
      : []),
    ...(was === is || !link.bond
      ? []
      : [is === 0 ? `${name} has no active link` : `${name} sends through ${nameOf(is)}`]),
    ...(changed("address") ? [`${name} has the address ${link.address}`] : []),
  ];
}
