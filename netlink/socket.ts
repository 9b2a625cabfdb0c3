import { DecodeError, NetlinkError, SystemError } from "./errors.ts";
import {
  decodeAcknowledgement,
  decodeMessages,
  encodeMessage,
  type Message,
  NLM_F_ACK,
  NLM_F_DUMP,
  NLM_F_DUMP_INTR,
  NLM_F_REQUEST,
  NLMSG_DONE,
  NLMSG_ERROR,
} from "./message.ts";
import { traceMessage } from "./trace.ts";
import { KernelTransport, type RtnetlinkOptions, type Transport } from "./transport.ts";

const EAGAIN = 11;
const EPROTO = 71;
const ENOBUFS = 105;
const ETIMEDOUT = 110;

const DUMP_ATTEMPTS = 10;

/** A request: the message without what the socket itself fills in. */
export interface Request {
  /** For errors: what is being done, such as `delete bond0`. */
  readonly operation: string;
  /** RTM_… */
  readonly type: number;
  /** NLM_F_… beyond NLM_F_REQUEST. */
  readonly flags?: number;
  /** What follows the header: a structure, then attributes. */
  readonly payload: Uint8Array;
}

/** Called with every request before it is sent; what it throws keeps the request from being sent. */
export type RequestObserver = (request: Request) => void;

/** A conversation with the kernel's routing family in one network namespace. */
export class Rtnetlink implements Disposable {
  readonly #transport: Transport;
  readonly #events: Transport;
  readonly #observer: RequestObserver | undefined;
  /** What came for others while an answer was awaited, where events come by the same way. */
  #heard: Message[] = [];
  #sequence = 0;

  /** Most callers want `Rtnetlink.open`. Events come by `events`, if that is not given with the answers. */
  constructor(transport: Transport, observer?: RequestObserver, events: Transport = transport) {
    this.#transport = transport;
    this.#observer = observer;
    this.#events = events;
  }

  /**
   * Opens a socket, and one more for events when there are `groups`.
   *
   * @throws {SystemError} when the kernel gives none, or there is no such group
   */
  static open(options: RtnetlinkOptions = {}): Rtnetlink {
    const { netns } = options;
    const open = () => openSockets(options);
    return netns === undefined ? open() : netns.run(open);
  }

  /** Watches every request of sockets opened from now on; for tests that fail one or count them. */
  static observer: RequestObserver | undefined;

  /**
   * Sends a request and returns the messages that answer it, without the acknowledgement.
   *
   * @throws {NetlinkError} when the kernel refuses it, or does not answer in time (ETIMEDOUT)
   */
  request(request: Request): Message[] {
    const flags = NLM_F_REQUEST | NLM_F_ACK | (request.flags ?? 0);
    return this.#exchange(request, flags).messages;
  }

  /**
   * Sends a request for a list and returns all of its messages. A list that changed while the kernel gave
   * it is asked for again.
   *
   * @throws {NetlinkError} when the kernel refuses it, does not answer in time, or never gives a whole list
   */
  dump(request: Request): Message[] {
    for (let attempt = 1; attempt <= DUMP_ATTEMPTS; attempt++) {
      const answer = this.#exchange(request, NLM_F_REQUEST | NLM_F_DUMP | (request.flags ?? 0));
      if (!answer.interrupted) return answer.messages;
    }
    throw new NetlinkError(
      request.operation,
      EAGAIN,
      `the list changed each of the ${DUMP_ATTEMPTS} times it was read`,
    );
  }

  /**
   * The messages of the groups that this socket hears: waits until some come, at most `timeoutMs`, and
   * returns those of one datagram; an empty list when none came. When the kernel dropped messages because
   * they were not read fast enough, `lost` is true.
   *
   * @throws {SystemError} when the socket fails
   * @throws {DecodeError} when what came has no netlink form
   */
  receive(timeoutMs: number): { messages: Message[]; lost: boolean } {
    if (this.#heard.length > 0) {
      const messages = this.#heard;
      this.#heard = [];
      return { messages, lost: false };
    }
    try {
      const datagram = this.#events.receive(timeoutMs);
      return { messages: datagram === undefined ? [] : owned(datagram), lost: false };
    } catch (error) {
      if (error instanceof SystemError && error.errno === ENOBUFS) {
        return { messages: [], lost: true };
      }
      throw error;
    }
  }

  #exchange(request: Request, flags: number): { messages: Message[]; interrupted: boolean } {
    this.#observer?.(request);
    const sequence = this.#sequence = (this.#sequence + 1) >>> 0;
    const message = { type: request.type, flags, sequence, payload: request.payload };
    const fail = (errno: number, words: string, cause?: unknown) =>
      new NetlinkError(request.operation, errno, words, cause === undefined ? {} : { cause });
    traceMessage("→", request.operation, message);
    const messages: Message[] = [];
    let interrupted = false;
    try {
      this.#transport.send(encodeMessage(message));
      for (;;) {
        const datagram = this.#transport.receive();
        if (datagram === undefined) throw fail(ETIMEDOUT, "the kernel did not answer");
        for (const answer of owned(datagram)) {
          if (answer.port !== this.#transport.port) {
            this.#heard.push(answer);
            continue;
          }
          // The late answer to a request that was given up.
          if (answer.sequence !== sequence) continue;
          traceMessage("←", request.operation, answer);
          if (answer.flags & NLM_F_DUMP_INTR && answer.type !== NLMSG_ERROR) interrupted = true;
          if (answer.type !== NLMSG_ERROR && answer.type !== NLMSG_DONE) {
            messages.push(answer);
            continue;
          }
          const { errno, kernelMessage } = decodeAcknowledgement(answer);
          if (errno !== 0) throw fail(errno, kernelMessage);
          return { messages, interrupted };
        }
      }
    } catch (error) {
      // The words are not the kernel's: the cause has them.
      if (error instanceof SystemError) throw fail(error.errno, "", error);
      if (error instanceof DecodeError) throw fail(EPROTO, error.message, error);
      throw error;
    }
  }

  /** Closes the sockets. */
  [Symbol.dispose](): void {
    this.#transport[Symbol.dispose]();
    if (this.#events !== this.#transport) this.#events[Symbol.dispose]();
  }
}

/**
 * Events have a socket of their own. On that of the requests, one that a request of ours caused could not
 * be told from its answer, and events that wait unread would leave answers no room.
 */
function openSockets({ groups = [], ...options }: RtnetlinkOptions): Rtnetlink {
  const events = groups.length > 0 ? new KernelTransport({ ...options, groups }) : undefined;
  try {
    return new Rtnetlink(new KernelTransport(options), Rtnetlink.observer, events);
  } catch (error) {
    events?.[Symbol.dispose]();
    throw error;
  }
}

/** The messages of a datagram on octets of their own: the transport uses its buffer again. */
function owned(datagram: Uint8Array): Message[] {
  return decodeMessages(datagram.slice());
}
