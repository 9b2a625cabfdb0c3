/** Netlink messages: the 16-octet header and what follows it (linux/netlink.h, struct nlmsghdr). */
import { align, Attributes } from "./attribute.ts";
import { DecodeError } from "./errors.ts";

export const NLM_F_REQUEST = 0x1;
export const NLM_F_ACK = 0x4;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x300;
export const NLM_F_REPLACE = 0x100;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
export const NLM_F_APPEND = 0x800;
const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
const NLMSGERR_ATTR_MSG = 1;

const HEADER = 16;

/** One message. */
export interface Message {
  /** RTM_… or NLMSG_… */
  readonly type: number;
  /** NLM_F_… */
  readonly flags: number;
  /** Number of the request that it answers. */
  readonly sequence: number;
  /** Port of the socket that it is for; 0 for what the kernel tells to all. */
  readonly port: number;
  /** What follows the header: a structure, then attributes. A view of the received octets. */
  readonly payload: Uint8Array;
}

/** The octets of a message to the kernel. */
export function encodeMessage(message: Omit<Message, "port">): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + align(message.payload.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, HEADER + message.payload.length, true);
  view.setUint16(4, message.type, true);
  view.setUint16(6, message.flags, true);
  view.setUint32(8, message.sequence, true);
  bytes.set(message.payload, HEADER);
  return bytes;
}

/**
 * The messages in one datagram.
 *
 * @throws {DecodeError} when a length points outside of it
 */
export function decodeMessages(datagram: Uint8Array): Message[] {
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const messages: Message[] = [];
  let offset = 0;
  while (offset + HEADER <= datagram.length) {
    const length = view.getUint32(offset, true);
    if (length < HEADER || offset + length > datagram.length) {
      throw new DecodeError(
        `message at octet ${offset} claims ${length} octets of ${datagram.length - offset}`,
      );
    }
    messages.push({
      type: view.getUint16(offset + 4, true),
      flags: view.getUint16(offset + 6, true),
      sequence: view.getUint32(offset + 8, true),
      port: view.getUint32(offset + 12, true),
      payload: datagram.subarray(offset + HEADER, offset + length),
    });
    offset += align(length);
  }
  return messages;
}

/** What an NLMSG_ERROR or NLMSG_DONE says: errno, 0 for success, and the kernel's words. */
export interface Acknowledgement {
  readonly errno: number;
  readonly kernelMessage: string;
}

/** @throws {DecodeError} when the message is too short to be an acknowledgement */
export function decodeAcknowledgement(message: Message): Acknowledgement {
  const { payload, flags, type } = message;
  if (payload.length < 4) {
    // NLMSG_DONE of old kernels may come without a status.
    if (type === NLMSG_DONE) return { errno: 0, kernelMessage: "" };
    throw new DecodeError(`an acknowledgement of ${payload.length} octets`);
  }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const errno = -view.getInt32(0, true);
  return { errno, kernelMessage: flags & NLM_F_ACK_TLVS ? wordsOf(payload, flags, type) : "" };
}

/** The request's header, or all of the request where it is not capped, stands before the attributes. */
function wordsOf(payload: Uint8Array, flags: number, type: number): string {
  let offset = 4;
  if (type === NLMSG_ERROR) {
    if (payload.length < 4 + HEADER) return "";
    const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
    offset += flags & NLM_F_CAPPED ? HEADER : align(view.getUint32(4, true));
  }
  if (offset > payload.length) return "";
  return new Attributes(payload.subarray(offset)).get(NLMSGERR_ATTR_MSG)?.text ?? "";
}
