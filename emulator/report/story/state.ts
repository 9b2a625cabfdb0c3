/** How the network of a replay is at one moment. */

import type { PodLink } from "../../lab/sandbox/mod.ts";
import type { Mark } from "../../play/stage/mod.ts";
import type { LinkChange } from "../../play/replay/mod.ts";
import type { Cast, CastPod } from "./cast.ts";
import { count } from "../words.ts";

/** A link of a pod. */
interface LinkState {
  up: boolean;
  carrier: boolean;
  /** The bond that it is a port of; "" for none. */
  master: string;
  /** Whether the bond believes that it works. */
  mii: boolean;
  /** In modes with several active links: whether it is one of them. */
  active: boolean;
}

interface BondState {
  mode: string;
  /** "" for none, or in a mode without. */
  active: string;
}

/** What a sign in the picture shows; "" for nothing out of the ordinary. */
export type Sign =
  | ""
  /** Links: active; backup; active, but its frames are lost; down; without a bond; not in the pod. */
  | "act"
  | "back"
  | "stale"
  | "down"
  | "free"
  | "none"
  /** Lines: frames are lost here; with a cut; there is no link that it could lead to. */
  | "lost"
  | "lost cut"
  | "down cut"
  | "gone"
  /** Things that are out of service. */
  | "bad"
  | "cut";

/** The signs of everything that is drawn, and words about pods and links, by their keys. */
export interface Frame {
  signs: Record<string, Sign>;
  words: Record<string, string>;
}

const WORDS: Partial<Record<Sign, string>> = {
  act: "active",
  back: "backup",
  stale: "active, dead",
  down: "down",
  free: "not in a bond",
  none: "not in the pod",
};

/** The network, which changes as the replay goes on. */
export class Network {
  readonly #pods = new Map<
    string,
    { links: Map<string, LinkState>; bonds: Map<string, BondState> }
  >();
  #out = new Set<string>();
  /** The host that frames are sent to and from. */
  #host: string | undefined;

  constructor(readonly cast: Cast) {
    for (const { pod } of cast.pods) this.#pods.set(pod, { links: new Map(), bonds: new Map() });
  }

  /** Frames go to and from that host from now on. */
  trafficWith(host: string): void {
    this.#host = host;
  }

  /** What is out of service now, by name. */
  outOfService(names: readonly string[]): void {
    this.#out = new Set(names);
  }

  /** The links of a pod are these now. */
  has(pod: string, links: readonly PodLink[]): void {
    this.#pods.set(pod, { links: new Map(), bonds: new Map() });
    for (const link of links) this.#set(pod, link);
  }

  /** A call has changed links of a pod. */
  change(pod: string, changes: readonly LinkChange[]): void {
    const state = this.#pods.get(pod);
    for (const { before, after } of changes) {
      if (before && before.name !== after?.name) {
        state?.links.delete(before.name);
        state?.bonds.delete(before.name);
      }
      if (after) this.#set(pod, after);
    }
  }

  /** Something was seen to happen. */
  happen({ kind, pod = "", link = "", to = "" }: Mark): void {
    const state = this.#pods.get(pod);
    const one = state?.links.get(link);
    if (kind === "removed") {
      state?.links.delete(link);
      state?.bonds.delete(link);
    }
    const bond = state?.bonds.get(link);
    if (kind === "active" && bond) bond.active = to;
    if (!one) return;
    if (kind === "set") one.up = to === "up";
    if (kind === "carrier") one.carrier = to === "up";
    if (kind === "mii") one.mii = to === "up";
  }

  /** Returns how everything is. */
  frame(): Frame {
    const signs: Frame["signs"] = {};
    const words: Frame["words"] = {};
    for (const { name } of this.cast.switches) {
      signs[`S:${name}`] = this.#out.has(name) ? "bad" : "";
      signs[`u:${name}`] = "";
    }
    for (const { name } of this.cast.hosts) signs[`h:${name}`] = "";
    for (const card of this.cast.cards) {
      signs[`c:${card.name}`] = this.#isCut(card.name) ? "down cut" : "";
      signs[`C:${card.name}`] = this.#isCut(card.name) ? "cut" : "";
      signs[`r:${card.name}`] = "";
    }
    for (const pod of this.cast.pods) this.#pod(pod, signs, words);
    for (const { name, uplink } of this.cast.switches) {
      if (uplink !== undefined && [name, uplink].some((one) => this.#out.has(one))) {
        signs[`u:${name}`] = "down cut";
      }
    }
    for (const { name, switch: of } of this.cast.hosts) {
      if (this.#out.has(of)) signs[`h:${name}`] = "down cut";
    }
    return { signs, words };
  }

  #set(pod: string, link: PodLink): void {
    const { name, bond, bondPort, flags, up, master = "" } = link;
    const state = this.#pods.get(pod);
    if (bond) {
      const { mode = "", active_slave: active = "" } = bond;
      state?.bonds.set(name, { mode, active });
      return;
    }
    state?.links.set(name, {
      up,
      carrier: flags.includes("LOWER_UP"),
      master,
      mii: bondPort?.miiStatus === "up",
      active: bondPort?.state === "active",
    });
  }

  #pod({ pod, links }: CastPod, signs: Frame["signs"], words: Frame["words"]): void {
    const state = this.#pods.get(pod);
    const bonds = [...state?.bonds ?? []];
    for (const { name, card, device } of links) {
      const found = state?.links.get(name);
      const path = this.#pathOf(card, device);
      const bond = state?.bonds.get(found?.master ?? "");
      const sign = linkSign(name, found, bond, path.broken);
      const key = `${pod}/${name}`;
      signs[`l:${key}`] = sign;
      words[key] = WORDS[sign] ?? "";
      const line = lineSign(sign);
      signs[`s:${key}`] = line;
      if (line === "act" || line === "lost") this.#use(card, line, path, signs);
    }
    const attached = (state?.links.size ?? 0) + bonds.length > 0;
    signs[`P:${pod}`] = attached ? "" : "none";
    words[pod] = bonds.length > 0
      ? bonds.map(([name, bond]) => this.#bondWords(pod, name, bond, links, signs)).join("; ")
      : attached
      ? "no bond"
      : "not attached";
  }

  #bondWords(
    pod: string,
    name: string,
    { mode, active }: BondState,
    links: CastPod["links"],
    signs: Frame["signs"],
  ): string {
    const members = links.filter((link) =>
      this.#pods.get(pod)?.links.get(link.name)?.master === name
    );
    const signOf = (link: string) => signs[`l:${pod}/${link}`];
    if (mode === "active-backup") {
      if (active === "") return `${name} → none`;
      return `${name} → ${active}${signOf(active) === "stale" ? " (dead)" : ""}`;
    }
    const working = members.filter((link) => signOf(link.name) === "act").length;
    return `${name}: ${working} of ${count(members.length, "link")}`;
  }

  /** Marks the way of frames from a card to the host. */
  #use(
    card: string,
    line: "act" | "lost",
    { switches }: { switches: readonly string[] },
    signs: Frame["signs"],
  ): void {
    const mark = (key: string, isCut = false) => {
      const before = signs[key] ?? "";
      if (line === "lost") {
        signs[key] = isCut ? "lost cut" : before === "act" ? "act" : "lost";
      } else signs[key] = "act";
    };
    mark(`r:${card}`);
    mark(`c:${card}`, this.#isCut(card));
    // What is lost at the card goes no further.
    if (line === "lost" && this.#isCut(card)) return;
    const host = this.cast.hosts.find(({ name }) => name === this.#host);
    for (const name of switches) {
      if (host?.switch === name) break;
      mark(`u:${name}`);
    }
    if (host && switches.includes(host.switch)) mark(`h:${host.name}`);
  }

  /** The switches above a card, and whether something on the way is out of service. */
  #pathOf(card: string, device: string): { switches: string[]; broken: boolean } {
    const switches: string[] = [];
    let next = this.cast.cards.find(({ name }) => name === card)?.switch;
    while (next !== undefined && next !== "" && !switches.includes(next)) {
      switches.push(next);
      next = this.cast.switches.find(({ name }) => name === next)?.uplink;
    }
    const broken = [card, device, ...switches].some((name) => this.#out.has(name));
    return { switches, broken };
  }

  /** Whether the cable of a card is pulled, or ends in a switch that is off. */
  #isCut(card: string): boolean {
    const of = this.cast.cards.find(({ name }) => name === card)?.switch ?? "";
    return this.#out.has(card) || this.#out.has(of);
  }
}

function linkSign(
  name: string,
  link: LinkState | undefined,
  bond: BondState | undefined,
  broken: boolean,
): Sign {
  if (!link) return "none";
  if (link.master === "" || !bond) return "free";
  const works = link.up && link.carrier && !broken;
  if (bond.mode === "active-backup") {
    if (bond.active === name) return works ? "act" : "stale";
    return link.carrier && link.up ? "back" : "down";
  }
  if (!link.mii) return "down";
  if (!works) return "stale";
  return link.active ? "act" : "back";
}

function lineSign(sign: Sign): Sign {
  if (sign === "act") return "act";
  if (sign === "stale") return "lost";
  return sign === "none" ? "gone" : "";
}
