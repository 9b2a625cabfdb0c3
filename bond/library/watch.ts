/** Hearing what happens to bonds, as it happens. */

import {
  GROUPS,
  type Link,
  listLinks,
  Netns,
  receiveEvents,
  Rtnetlink,
} from "../../netlink/mod.ts";
import { type BondLinkState, type BondState, describeBond } from "./inspect.ts";

/** Something that happened to a bond. */
export interface BondChange {
  /**
   * `bond` came or went; `failover`: another link is active; `carrier`, `state` (set up or down) and
   * `address` of the bond or a link of it; `member`: a link joined or left; `monitor`: what the bond
   * thinks of a link; `lacp`: aggregators and partners; `resync`: the kernel dropped notifications,
   * and everything was read anew.
   */
  kind:
    | "bond"
    | "failover"
    | "carrier"
    | "state"
    | "address"
    | "member"
    | "monitor"
    | "lacp"
    | "resync";
  /** Name of the bond; "" of a resync. */
  bond: string;
  /** Name of the link, where it is one that it happened to. */
  link?: string;
  /** What was; "" for nothing. */
  from: string;
  /** What is since then; "" for nothing. */
  to: string;
  /** In words. */
  what: string;
}

/** Where something happens all the time, it is told twice rather than never. */
const MOST_READS = 20;

/** Hears every change of the bonds of a namespace from its making on: from the kernel, without asking. */
export class BondWatch implements Disposable {
  readonly #handles = new DisposableStack();
  readonly #events: Rtnetlink;
  readonly #rt: Rtnetlink;
  #links = new Map<number, Link>();

  /** Throws NetnsError when there is no namespace at `path`, and NetlinkError. */
  constructor(path: string) {
    const netns = this.#handles.use(Netns.open(path));
    this.#rt = this.#handles.use(Rtnetlink.open({ netns }));
    this.#events = this.#handles.use(Rtnetlink.open({ netns, groups: [GROUPS.link] }));
    this.#read();
  }

  /** The bonds as they are, as far as the kernel has told. */
  get bonds(): BondState[] {
    const links = [...this.#links.values()];
    return links.filter(({ kind }) => kind === "bond").map((bond) => describeBond(bond, links));
  }

  /** Returns what has happened: waits for it, at most `timeoutMs`; nothing is an empty list. */
  next(timeoutMs: number): BondChange[] {
    const events = receiveEvents(this.#events, timeoutMs);
    return events.flatMap((event) => {
      if (event.event === "lost") return this.#resync();
      if (event.event !== "link") return [];
      const { link, removed } = event;
      return this.#changed(() => {
        if (removed) this.#links.delete(link.index);
        else this.#links.set(link.index, link);
      });
    });
  }

  #resync(): BondChange[] {
    const what = "the kernel dropped notifications: everything was read anew";
    return [
      { kind: "resync", bond: "", from: "", to: "", what },
      ...this.#changed(() => this.#read()),
    ];
  }

  /**
   * Reads everything. What is queued by then is older, and would be told twice: it is read again until
   * nothing came in between.
   */
  #read(): void {
    for (let i = 0; i < MOST_READS; i++) {
      while (receiveEvents(this.#events, 0).length > 0);
      this.#links = new Map(listLinks(this.#rt).map((link) => [link.index, link]));
      const between = receiveEvents(this.#events, 0);
      if (between.length === 0) return;
    }
  }

  #changed(change: () => void): BondChange[] {
    const before = this.bonds;
    change();
    return bondChanges(before, this.bonds);
  }

  [Symbol.dispose](): void {
    this.#handles.dispose();
  }
}

/** Returns what differs between the bonds of a namespace at two moments, by their indices. Pure. */
export function bondChanges(
  before: readonly BondState[],
  after: readonly BondState[],
): BondChange[] {
  const gone = before.filter(({ index }) => !after.some((bond) => bond.index === index));
  return [
    ...gone.map(({ name }) => change("bond", name, "there", "", `${name} is gone`)),
    ...after.flatMap((bond) => {
      const was = before.find(({ index }) => index === bond.index);
      if (was) return changesOf(was, bond);
      return [change("bond", bond.name, "", "there", `${bond.name} is there, ${bond.mode}`)];
    }),
  ];
}

function changesOf(was: BondState, is: BondState): BondChange[] {
  const { name } = is;
  const left = was.links.filter(({ index }) => !is.links.some((link) => link.index === index));
  const active = is.activeLink === undefined
    ? `${name} has no active link`
    : `${name} sends through ${is.activeLink}`;
  const aggregator = aggregatorOf(is);
  return [
    ...differing("state", name, upDown(was.up), upDown(is.up), `${name} is set ${upDown(is.up)}`),
    ...is.links.flatMap((link) => {
      const known = was.links.find(({ index }) => index === link.index);
      if (known) return linkChanges(name, known, link);
      return [{
        ...change("member", name, "", link.name, `${link.name} joins ${name}`),
        link: link.name,
      }];
    }),
    ...left.map((link) => ({
      ...change("member", name, link.name, "", `${link.name} leaves ${name}`),
      link: link.name,
    })),
    ...differing("failover", name, was.activeLink ?? "", is.activeLink ?? "", active),
    ...differing(
      "lacp",
      name,
      aggregatorOf(was),
      aggregator,
      `${name}: ${aggregator || "no aggregator"}`,
    ),
    ...differing(
      "carrier",
      name,
      yesNo(was.carrier),
      yesNo(is.carrier),
      carrierWords(name, is.carrier),
    ),
    ...differing("address", name, was.address, is.address, `${name} has the address ${is.address}`),
  ];
}

function linkChanges(bond: string, was: BondLinkState, is: BondLinkState): BondChange[] {
  const { name } = is;
  const group = String(is.aggregator ?? "");
  return [
    ...differing("state", bond, upDown(was.up), upDown(is.up), `${name} is set ${upDown(is.up)}`),
    ...differing(
      "carrier",
      bond,
      yesNo(was.carrier),
      yesNo(is.carrier),
      carrierWords(name, is.carrier),
    ),
    ...differing(
      "monitor",
      bond,
      was.miiStatus,
      is.miiStatus,
      `${bond} sees ${name} ${is.miiStatus}`,
    ),
    ...differing(
      "lacp",
      bond,
      String(was.aggregator ?? ""),
      group,
      `${name} is in the aggregator ${group}`,
    ),
  ].map((one) => ({ ...one, link: name }));
}

function differing(
  kind: BondChange["kind"],
  bond: string,
  from: string,
  to: string,
  what: string,
): BondChange[] {
  return from === to ? [] : [change(kind, bond, from, to, what)];
}

function change(
  kind: BondChange["kind"],
  bond: string,
  from: string,
  to: string,
  what: string,
): BondChange {
  return { kind, bond, from, to, what };
}

function aggregatorOf({ aggregator }: BondState): string {
  if (!aggregator) return "";
  return `${aggregator.numPorts} links in the aggregator ${aggregator.aggregator}, partner ${aggregator.partnerMac}`;
}

function upDown(up: boolean): string {
  return up ? "up" : "down";
}

function yesNo(carrier: boolean): string {
  return carrier ? "carrier" : "";
}

function carrierWords(name: string, carrier: boolean): string {
  return `${name} ${carrier ? "has a carrier" : "lost its carrier"}`;
}
