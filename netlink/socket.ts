import { EAGAIN } from "./errno.ts";
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
  /** A request that goes along in front, in the same datagram; whether the kernel obeys it does not matter. */
  readonly along?: Omit<Request, "operation" | "along">;
}

/** What came of a request so far. */
interface Answer {
  readonly request: Request;
  readonly messages: Message[];
  interrupted: boolean;
  error?: NetlinkError;
}

/** The kernel did not answer in time. */
class Silence extends Error {}

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

  /**
   * A number that no other network namespace has had since the machine started (Linux 5.14): unlike the
   * number of its file it is not given out again. Undefined on older kernels.
   */
  get netnsCookie(): bigint | undefined {
    return this.#transport.netnsCookie;
  }

  /** Watches every request of sockets opened from now on; for tests that fail one or count them. */
  static observer: RequestObserver | undefined;

  /**
   * Sends a request and returns the messages that answer it, without the acknowledgement.
   *
   * @throws {NetlinkError} when the kernel refuses it, or does not answer in time (ETIMEDOUT)
   */
  request(request: Request): Message[] {
    return this.#exchange(request, NLM_F_ACK | (request.flags ?? 0)).messages;
  }

  /**
   * Sends several requests at once, which the kernel serves one after another, also those after one that it
   * refuses. Returns, in their order, the messages that answer each, or why it was refused.
   */
  requestAll(requests: readonly Request[]): (Message[] | NetlinkError)[] {
    const observed: { request: Request; flags: number }[] = [];
    const converse = () => observed.length > 0 ? this.#converse(observed) : [];
    for (const request of requests) {
      try {
        this.#observer?.(request);
      } catch (error) {
        // As if each were sent by itself.
        converse();
        throw error;
      }
      observed.push({ request, flags: NLM_F_REQUEST | NLM_F_ACK | (request.flags ?? 0) });
    }
    return converse().map(({ error, messages }) => error ?? messages);
  }

  /**
   * Sends a request for a list and returns all of its messages. A list that changed while the kernel gave
   * it is asked for again.
   *
   * @throws {NetlinkError} when the kernel refuses it, does not answer in time, or never gives a whole list
   */
  dump(request: Request): Message[] {
    for (let attempt = 1; attempt <= DUMP_ATTEMPTS; attempt++) {
      const answer = this.#exchange(request, NLM_F_DUMP | (request.flags ?? 0));
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
    const [answer] = this.#converse([{ request, flags: NLM_F_REQUEST | flags }]);
    if (answer === undefined) throw new TypeError("a request has one answer");
    if (answer.error) throw answer.error;
    return answer;
  }

  /** Sends requests in one datagram, and returns their answers, in their order. */
  #converse(requests: readonly { request: Request; flags: number }[]): Answer[] {
    const open = new Map<number, Answer>();
    const datagrams = requests.flatMap(({ request, flags }, i) => {
      const along = request.along ? [this.#encodeAlong(request.along)] : [];
      const sequence = this.#sequence = (this.#sequence + 1) >>> 0;
      const message = { type: request.type, flags, sequence, payload: request.payload };
      traceMessage(i === 0 ? "→" : "+", request.operation, message);
      open.set(sequence, { request, messages: [], interrupted: false });
      return [...along, encodeMessage(message)];
    });
    const answers = [...open.values()];
    try {
      this.#transport.send(joined(datagrams));
      while (open.size > 0) this.#hear(open);
    } catch (error) {
      for (const answer of open.values()) answer.error = failure(answer.request, error);
    }
    return answers;
  }

  /** Takes in the next datagram; removes from `open` what is answered by it. */
  #hear(open: Map<number, Answer>): void {
    const { port } = this.#transport;
    const datagram = this.#transport.receive();
    if (datagram === undefined) throw new Silence();
    for (const message of owned(datagram)) {
      if (port !== undefined && message.port !== port) {
        this.#heard.push(message);
        continue;
      }
      const answer = open.get(message.sequence);
      // The late answer to a request that was given up.
      if (answer === undefined) continue;
      traceMessage("←", answer.request.operation, message);
      const { type, flags } = message;
      if (flags & NLM_F_DUMP_INTR && type !== NLMSG_ERROR) answer.interrupted = true;
      if (type !== NLMSG_ERROR && type !== NLMSG_DONE) {
        answer.messages.push(message);
        continue;
      }
      open.delete(message.sequence);
      const { errno, kernelMessage } = decodeAcknowledgement(message);
      if (errno === 0) continue;
      answer.error = new NetlinkError(answer.request.operation, errno, kernelMessage);
    }
  }

  /** Returns a message whose answers are passed over, as late ones are. */
  #encodeAlong({ type, flags = 0, payload }: NonNullable<Request["along"]>) {
    const sequence = this.#sequence = (this.#sequence + 1) >>> 0;
    return encodeMessage({ type, flags: NLM_F_REQUEST | flags, sequence, payload });
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

/** The error of a request that got no answer because of `cause`. Throws `cause` when it is none of the socket's. */
function failure({ operation }: Request, cause: unknown): NetlinkError {
  if (cause instanceof Silence) {
    return new NetlinkError(operation, ETIMEDOUT, "the kernel did not answer");
  }
  if (cause instanceof SystemError) {
    // The words are not the kernel's: the cause has them.
    return new NetlinkError(operation, cause.errno, "", { cause });
  }
  if (cause instanceof DecodeError) {
    return new NetlinkError(operation, EPROTO, cause.message, { cause });
  }
  throw cause;
}

/** Messages one after another; the length of each is a multiple of what the kernel aligns them to. */
function joined(messages: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [first] = messages;
  if (first !== undefined && messages.length === 1) return first;
  const bytes = new Uint8Array(messages.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const message of messages) {
    bytes.set(message, offset);
    offset += message.length;
  }
  return bytes;
}

/** The messages of a datagram on octets of their own: the transport uses its buffer again. */
function owned(datagram: Uint8Array): Message[] {
  return decodeMessages(datagram.slice());
}
