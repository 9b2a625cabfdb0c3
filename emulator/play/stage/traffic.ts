/** Traffic between a pod and a host of the fabric, in both directions at once. */

import {
  ETH_P_ALL,
  getLink,
  Netns,
  PacketSocket,
  Rtnetlink,
  SystemError,
} from "../../../netlink/mod.ts";
import { HOST_LINK, hostNetnsPath } from "../../lab/sandbox/mod.ts";
import type { Announcement } from "../expectations/mod.ts";
import { drain } from "./ears.ts";
import { decodeAnnouncement, decodeProbe, encodeProbe, PROBE_PROTOCOL } from "./frames.ts";
import { Flow } from "./flow.ts";

/** How often a probe is sent each way unless said otherwise, ms. */
const INTERVAL_MS = 10;

/** Between which ends, and how often, ms. */
export interface TrafficSettings {
  /** Path of the pod's namespace. */
  netns: string;
  link: string;
  host: string;
  intervalMs?: number;
}

/** What has been heard in one turn. */
interface TrafficNews {
  /** What the host has heard announced. */
  announcements: Announcement[];
  /** Directions in which frames get through again, and how many before them did not. */
  resumed: { direction: string; skipped: number }[];
}

/** Probes between a link of a pod and a host. */
export class Traffic implements Disposable {
  readonly outward = new Flow("to the host");
  readonly inward = new Flow("to the pod");
  readonly #handles = new DisposableStack();
  readonly #pod: PacketSocket;
  readonly #host: PacketSocket;
  readonly #hostMac: string;
  readonly #podRt: Rtnetlink;
  readonly #link: string;
  readonly #intervalMs: number;
  #podMac: string;
  #nextMs = 0;

  /** Throws NetnsError or NetlinkError when an end is absent. */
  constructor({ netns, link, host, intervalMs = INTERVAL_MS }: TrafficSettings) {
    const podNetns = this.#handles.use(Netns.open(netns));
    const hostNetns = this.#handles.use(Netns.open(hostNetnsPath(host)));
    this.#podRt = this.#handles.use(Rtnetlink.open({ netns: podNetns }));
    using hostRt = Rtnetlink.open({ netns: hostNetns });
    const podLink = getLink(this.#podRt, link);
    const hostLink = getLink(hostRt, HOST_LINK);
    this.#pod = this.#handles.use(
      PacketSocket.open({ netns: podNetns, index: podLink.index, protocol: PROBE_PROTOCOL }),
    );
    this.#host = this.#handles.use(
      PacketSocket.open({ netns: hostNetns, index: hostLink.index, protocol: ETH_P_ALL }),
    );
    this.#link = link;
    this.#podMac = podLink.address;
    this.#hostMac = hostLink.address;
    this.#intervalMs = intervalMs;
  }

  /** The pod's link may have another address now: frames leave with it. */
  refresh(): void {
    this.#podMac = getLink(this.#podRt, this.#link).address;
  }

  /** Starts the counts anew. */
  reset(nowMs: number): void {
    this.outward.reset(nowMs);
    this.inward.reset(nowMs);
  }

  /** Sends what is due and takes what has come. Returns what there is to tell. */
  turn(nowMs: number): TrafficNews {
    if (nowMs >= this.#nextMs) {
      this.#nextMs = nowMs + this.#intervalMs;
      this.#send(this.#pod, this.outward, this.#hostMac, this.#podMac, nowMs);
      this.#send(this.#host, this.inward, this.#podMac, this.#hostMac, nowMs);
    }
    const news: TrafficNews = { announcements: [], resumed: [] };
    for (const frame of drain(this.#pod)) this.#receive(frame, this.inward, nowMs, news);
    for (const frame of drain(this.#host)) {
      this.#receive(frame, this.outward, nowMs, news);
      const announcement = decodeAnnouncement(frame);
      if (announcement && announcement.mac !== this.#hostMac) news.announcements.push(announcement);
    }
    return news;
  }

  #send(socket: PacketSocket, flow: Flow, to: string, from: string, nowMs: number): void {
    const sequence = flow.send(nowMs);
    try {
      socket.send(encodeProbe(to, from, { flow: flow.id, sequence }));
    } catch (error) {
      // The link is down: this one is lost.
      if (!(error instanceof SystemError)) throw error;
    }
  }

  #receive(frame: Uint8Array, flow: Flow, nowMs: number, { resumed }: TrafficNews): void {
    const probe = decodeProbe(frame);
    if (!probe || probe.flow !== flow.id) return;
    const skipped = flow.receive(probe.sequence, nowMs);
    if (skipped > 0) resumed.push({ direction: flow.name, skipped });
  }

  [Symbol.dispose](): void {
    this.#handles.dispose();
  }
}
