/** Loss and delay on a link: the netem queueing discipline (linux/pkt_sched.h). */
import { Attributes, Writer } from "./attribute.ts";
import { NLM_F_CREATE, NLM_F_REPLACE } from "./message.ts";
import { findQdisc, RTM_NEWQDISC, TC_H_ROOT, TCA_KIND, TCMSG } from "./qdisc.ts";
import type { Rtnetlink } from "./socket.ts";

const RTM_DELQDISC = 37;
const TCA_OPTIONS = 2;
const TCA_NETEM_LATENCY64 = 10;
/** struct tc_netem_qopt: latency, limit, loss, gap, duplicate, jitter. Attributes follow it. */
const QOPT = 24;
const NS_PER_MS = 1_000_000;
/** Packets that netem holds back at most, the default of iproute2. */
const LIMIT = 1000;

/** What netem does with the frames that leave a link. */
export interface Netem {
  /** Part of the frames that get lost, 0 to 100. */
  readonly lossPercent?: number;
  /** Part of the frames that are sent twice, 0 to 100. */
  readonly duplicatePercent?: number;
  /** How long each frame is held back, in ms. */
  readonly delayMs?: number;
}

/** Puts netem on the link, in the place of any other root queueing discipline. */
export function setNetem(rt: Rtnetlink, index: number, netem: Netem): void {
  const { lossPercent = 0, duplicatePercent = 0, delayMs = 0 } = netem;
  const qopt = new Uint8Array(QOPT);
  const view = new DataView(qopt.buffer);
  view.setUint32(4, LIMIT, true);
  view.setUint32(8, probability(lossPercent), true);
  view.setUint32(16, probability(duplicatePercent), true);
  const options = new Writer().raw(qopt)
    .u64(TCA_NETEM_LATENCY64, BigInt(Math.round(delayMs * NS_PER_MS))).finish();
  rt.request({
    operation: `set netem of link ${index} (RTM_NEWQDISC)`,
    type: RTM_NEWQDISC,
    flags: NLM_F_CREATE | NLM_F_REPLACE,
    payload: new Writer().raw(tcmsg(index)).text(TCA_KIND, "netem")
      .bytes(TCA_OPTIONS, options).finish(),
  });
}

/** What netem does with the frames that leave the link; undefined where there is none. */
export function findNetem(rt: Rtnetlink, index: number): Netem | undefined {
  const qdisc = findQdisc(rt, index, TC_H_ROOT);
  if (qdisc?.get(TCA_KIND)?.text !== "netem") return undefined;
  const options = qdisc.get(TCA_OPTIONS)?.bytes;
  if (!options || options.length < QOPT) return undefined;
  const view = new DataView(options.buffer, options.byteOffset, options.byteLength);
  const latency = new Attributes(options.subarray(QOPT)).get(TCA_NETEM_LATENCY64)?.u64 ?? 0n;
  return {
    lossPercent: percent(view.getUint32(8, true)),
    duplicatePercent: percent(view.getUint32(16, true)),
    delayMs: Number(latency) / NS_PER_MS,
  };
}

/**
 * Removes the link's root queueing discipline, which brings the default one back.
 *
 * @throws {NetlinkError} ENOENT when it has only the default one
 */
export function deleteQdisc(rt: Rtnetlink, index: number): void {
  rt.request({
    operation: `remove the queueing discipline of link ${index} (RTM_DELQDISC)`,
    type: RTM_DELQDISC,
    payload: tcmsg(index),
  });
}

/** Probabilities are fractions of 2^32 - 1. */
function probability(percent: number): number {
  return Math.round(Math.min(100, Math.max(0, percent)) / 100 * 0xffffffff);
}

/** As people give it: so fine that it is the number that was asked for. */
function percent(probability: number): number {
  return Math.round(probability / 0xffffffff * 100_000_000) / 1_000_000;
}

/** struct tcmsg: family, padding, index, handle, parent, info. */
function tcmsg(index: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TCMSG);
  const view = new DataView(bytes.buffer);
  view.setInt32(4, index, true);
  view.setUint32(12, TC_H_ROOT, true);
  return bytes;
}
