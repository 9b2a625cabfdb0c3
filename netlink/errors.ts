import { errnoName } from "./errno.ts";

/** A system call failed. */
export class SystemError extends Error {
  /** The class, as text. */
  override readonly name = "SystemError";
  /** What was being done: the call and what it was about, such as "open /run/netns/a". */
  readonly operation: string;
  /** The error number. */
  readonly errno: number;
  /** The name of `errno`, such as "EACCES". */
  readonly code: string;

  /** `errno` is what libc left. */
  constructor(operation: string, errno: number) {
    const code = errnoName(errno);
    super(`${operation}: ${code}`);
    this.operation = operation;
    this.errno = errno;
    this.code = code;
  }
}

/** The kernel refused a netlink request, or did not answer it. */
export class NetlinkError extends Error {
  /** The class, as text. */
  override readonly name = "NetlinkError";
  /** What was asked for, such as "enslave net1 to bond0 (RTM_NEWLINK)". */
  readonly operation: string;
  /** The error number. */
  readonly errno: number;
  /** The name of `errno`, such as "EBUSY". */
  readonly code: string;
  /** The kernel's own words (NLMSGERR_ATTR_MSG); "" when it gave none. */
  readonly kernelMessage: string;

  /** `kernelMessage` are the words of the kernel. */
  constructor(operation: string, errno: number, kernelMessage = "", options?: ErrorOptions) {
    const code = errnoName(errno);
    super([operation, code, kernelMessage].filter((part) => part !== "").join(": "), options);
    this.operation = operation;
    this.errno = errno;
    this.code = code;
    this.kernelMessage = kernelMessage;
  }
}

/** Bytes from the kernel that do not have the form they should. */
export class DecodeError extends Error {
  /** The class, as text. */
  override readonly name = "DecodeError";
}

/** A path that cannot be used as a network namespace. */
export class NetnsError extends Error {
  /** The class, as text. */
  override readonly name = "NetnsError";
  /** The path as it was given. */
  readonly path: string;
  /** What is wrong with it. */
  readonly reason: "absent" | "not-a-namespace" | "inaccessible" | "closed-to-us";

  /** Says in a sentence what is wrong with `path`. */
  constructor(path: string, reason: NetnsError["reason"], options?: ErrorOptions) {
    super(`network namespace ${JSON.stringify(path)} ${SENTENCE[reason]}`, options);
    this.path = path;
    this.reason = reason;
  }
}

const SENTENCE: Readonly<Record<NetnsError["reason"], string>> = {
  "absent": "is absent",
  "not-a-namespace": "is a file of another kind, not a namespace",
  "inaccessible": "cannot be opened",
  "closed-to-us": "cannot be entered",
};
