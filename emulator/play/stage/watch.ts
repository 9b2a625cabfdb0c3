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
import type { BondView } from "../expectations/mod.ts";
import type { Happening } from "./timeline.ts";

/** Sees every change of a pod's links. */
export class LinkWatch implements Disposable, BondView {
  readonly #handles = new DisposableStack();
  readonly #events: Rtnetlink;
  /** Speaks to the pod. */
  readonly rt: Rtnetlink;
  readonly #known = new Map<number, Link>();

  /** Of the pod called `pod`. Throws NetnsError when there is no namespace at `path`. */
  constructor(path: string, readonly pod: string) {
    const netns = this.#handles.use(Netns.open(path));
    this.rt = this.#handles.use(Rtnetlink.open({ netns }));
    this.#events = this.#handles.use(Rtnetlink.open({ netns, groups: [GROUPS.link] }));
    for (const link of listLinks(this.rt)) this.#known.set(link.index, link);
  }

  /** Returns what has changed since the last call. */
  changes(): Happening[] {
    const changes: Happening[] = [];
    for (;;) {
      const events = receiveEvents(this.#events, 0);
      if (events.length === 0) return changes.map((change) => ({ ...change, pod: this.pod }));
      changes.push(...events.flatMap((event) => this.#describe(event)));
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

  #describe(event: NetlinkEvent): Happening[] {
    if (event.event === "lost") {
      return [{ kind: "dropped", what: "events were lost: the kernel had too many at once" }];
    }
    if (event.event !== "link") return [];
    const { link, removed } = event;
    const before = this.#known.get(link.index);
    if (removed) {
      this.#known.delete(link.index);
      return [{ kind: "removed", link: link.name, what: `${link.name} is gone` }];
    }
    this.#known.set(link.index, link);
    const nameOf = (index: number) => this.#known.get(index)?.name ?? `link ${index}`;
    return [...this.#whyLeft(before, link), ...linkChanges(before, link, nameOf)];
  }

  /** A bond notices a lost carrier at once, the kernel tells of it only when it has the time. */
  #whyLeft(before: Link | undefined, { bond }: Link): Happening[] {
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

/** Returns what is different about a link. Pure. */
export function linkChanges(
  before: Link | undefined,
  now: Link,
  nameOf: (index: number) => string,
): Happening[] {
  const { name: link, bond, bondPort } = now;
  if (!before) return [{ kind: "added", link, what: `${link} is there` }];
  const changes: Happening[] = [];
  const note = (
    kind: Happening["kind"],
    from: string,
    to: string,
    what: string,
  ) => {
    if (from !== to) changes.push({ kind, link, from, to, what });
  };
  const upDown = (up: boolean) => up ? "up" : "down";
  const nameOfActive = (index: number | undefined) => index ? nameOf(index) : "";
  note("set", upDown(before.up), upDown(now.up), `${link} is set ${upDown(now.up)}`);
  note(
    "carrier",
    upDown(before.running),
    upDown(now.running),
    `${link} ${now.running ? "has a carrier" : "lost its carrier"}`,
  );
  if (before.bondPort && bondPort) {
    const { miiStatus, adAggregatorId } = before.bondPort;
    note("mii", miiStatus, bondPort.miiStatus, `the bond sees ${link} ${bondPort.miiStatus}`);
    note(
      "aggregator",
      String(adAggregatorId),
      String(bondPort.adAggregatorId),
      `${link} joins the aggregator ${bondPort.adAggregatorId}`,
    );
  }
  if (bond) {
    const is = nameOfActive(bond.activeSlave);
    const what = is === "" ? `${link} has no active link` : `${link} sends through ${is}`;
    note("active", nameOfActive(before.bond?.activeSlave), is, what);
  }
  note("address", before.address, now.address, `${link} has the address ${now.address}`);
  return changes;
}
