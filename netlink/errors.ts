import { errnoName } from "./errno.ts";

/** A system call failed. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  /** What was being done: the call and what it was about, such as "open /run/netns/a". */
  readonly operation: string;
  readonly errno: number;
  /** The name of `errno`, such as "EACCES". */
  readonly code: string;

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
  override readonly name = "NetlinkError";
  /** What was asked for, such as "enslave net1 to bond0 (RTM_NEWLINK)". */
  readonly operation: string;
  readonly errno: number;
  /** The name of `errno`, such as "EBUSY". */
  readonly code: string;
  /** The kernel's own words (NLMSGERR_ATTR_MSG); "" when it gave none. */
  readonly kernelMessage: string;

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
  override readonly name = "DecodeError";
}

/** A path that cannot be used as a network namespace. */
export class NetnsError extends Error {
  override readonly name = "NetnsError";
  readonly path: string;
  readonly reason: "absent" | "not-a-namespace" | "inaccessible";

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
};
