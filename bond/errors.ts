/** Errors of the plugin, with codes of its own from 100 on, and what the kernel's refusals mean. */

import { CniError, CniErrorCode, exhaustedError, toCniError } from "../cni/mod.ts";
import { NetlinkError, NetnsError, SystemError } from "../netlink/mod.ts";

/** What went wrong, beside the codes of the specification. */
export const BondErrorCode = {
  /** A link is not where it was expected. */
  LinkAbsent: 100,
  /** A link serves something else. */
  LinkInUse: 101,
  /** A link cannot be part of this bond. */
  LinkUnfit: 102,
  /** The container has an interface of the bond's name. */
  InterfaceExists: 103,
  /** The kernel refused a change. */
  Refused: 104,
  /** The kernel ignored an option, or changed its value. */
  OptionIgnored: 105,
  /** The bond has no carrier. */
  NoCarrier: 106,
  /** CHECK found that the attachment is not as it was made. */
  Differs: 107,
  /** Something could not be given back. */
  NotGivenBack: 108,
  /** The node's policy does not let this network do that. */
  Forbidden: 109,
} as const;

/** What each of the plugin's own codes means, and what to do. */
export const BOND_ERRORS: Readonly<
  Record<typeof BondErrorCode[keyof typeof BondErrorCode], { title: string; remedy: string }>
> = {
  100: {
    title: "a link is absent",
    remedy:
      "Put the networks that make the links before the bond in the annotation, and check the " +
      "names in links; linksInContainer says on which side they are looked for.",
  },
  101: {
    title: "a link is in use",
    remedy: "Name links that serve nothing else: neither the node nor another bond.",
  },
  102: {
    title: "a link cannot be part of this bond",
    remedy: "The links of a bond are all of one type, such as Ethernet, and each is named once.",
  },
  103: {
    title: "the container has an interface of that name",
    remedy: "Ask for another interface name, or give the link another one with ifName.",
  },
  104: {
    title: "the kernel refused a change",
    remedy: "The details say which one, and what the kernel said.",
  },
  105: {
    title: "the kernel ignored an option, or changed its value",
    remedy:
      "Leave the option out, or update the kernel: bond schema reference says since when it is there.",
  },
  106: {
    title: "the bond has no carrier",
    remedy:
      "Look at cables and switches; waitForCarrier says how long ADD waits, waitPolicy whether it fails.",
  },
  107: {
    title: "CHECK found that the attachment is not as it was made",
    remedy:
      "The message lists all differences; deleting the pod and starting it anew puts them right.",
  },
  108: {
    title: "something could not be given back",
    remedy: "The message says what; DEL and GC try again.",
  },
  109: {
    title: "the node's policy does not allow it",
    remedy: "the node's administrator decides in /etc/cni/bond/policy.json: bond schema policy",
  },
};

/** How to get the kernel's driver. */
const DRIVER_REMEDY = "load the driver on the node: modprobe bonding";

/** Returns the error that says there is no bonding driver. */
export function driverAbsentError(cause?: unknown): CniError {
  return new CniError(
    CniErrorCode.NotAvailable,
    "the kernel has no bonding driver",
    DRIVER_REMEDY,
    { cause },
  );
}

/**
 * Returns `error` as it is told to the runtime, when it came from doing `what`: "cannot create
 * bond0". Errors that are not the kernel's pass through. One failure has one code wherever it
 * strikes.
 */
export function explainKernelError(error: unknown, what: string): CniError {
  const exhausted = exhaustedError(error, what);
  if (exhausted) return exhausted;
  if (error instanceof NetnsError) {
    return new CniError(
      CniErrorCode.InvalidNetns,
      `cannot use the container's network namespace: ${error.message}`,
      "",
      { cause: error },
    );
  }
  if (error instanceof SystemError) return refusedError(error, what, error.operation, error.code);
  if (!(error instanceof NetlinkError)) return refusalInItsWords(error) ?? toCniError(error);
  if (error.cause instanceof SystemError) {
    const { operation, code } = error.cause;
    return refusedError(error, what, `${operation} on the socket to the kernel`, code);
  }
  if (isDriverAbsent(error)) return driverAbsentError(error);
  const meaning = MEANINGS.find(({ code, kernelMessage }) =>
    error.code === code && error.kernelMessage.includes(kernelMessage ?? "")
  )?.meaning;
  const details = [error.kernelMessage && `the kernel says: ${error.kernelMessage}`, meaning];
  return new CniError(
    BondErrorCode.Refused,
    `${what}: ${error.code}`,
    details.filter(Boolean).join("; "),
    { cause: error },
  );
}

/** Returns the error for one without a code that says itself what the kernel refused, its cause; undefined for others. */
function refusalInItsWords(error: unknown): CniError | undefined {
  if (!(error instanceof Error) || error instanceof CniError) return undefined;
  const isOfKernel = error.cause instanceof NetlinkError || error.cause instanceof SystemError;
  return isOfKernel
    ? new CniError(BondErrorCode.Refused, error.message, "", { cause: error })
    : undefined;
}

function refusedError(error: Error, what: string, operation: string, code: string): CniError {
  return new CniError(BondErrorCode.Refused, `${what}: ${operation}: ${code}`, "", {
    cause: error,
  });
}

/** Returns whether the kernel said that it has no driver for this kind of link. */
export function isDriverAbsent(error: unknown): boolean {
  return error instanceof NetlinkError && error.code === "EOPNOTSUPP" &&
    error.kernelMessage.includes("Unknown device type");
}

/** What the kernel means where its own words do not say it (drivers/net/bonding/bond_main.c, bond_enslave). */
const MEANINGS: readonly { code: string; kernelMessage?: string; meaning: string }[] = [
  {
    code: "EOPNOTSUPP",
    meaning: "the link cannot change its MAC address, as with InfiniBand and ipvlan: such links " +
      "only work in active-backup with failOverMac active, if at all",
  },
  {
    code: "EFAULT",
    meaning: "another link has the same MAC address: set duplicateMac to auto, or give the link " +
      "an address of its own (setMac)",
  },
  {
    code: "EPERM",
    kernelMessage: "while up",
    meaning: "something raised the link while it was being taken; try again",
  },
  {
    code: "EINVAL",
    kernelMessage: "mtu",
    meaning: "the link cannot have the bond's MTU: set mtu to one that all links can have",
  },
];

/** Returns the error that says the container has the bond's name already. */
export function interfaceExistsError(ifname: string): CniError {
  return new CniError(
    BondErrorCode.InterfaceExists,
    `the container has an interface ${ifname} already`,
    "choose another interface name for this network, or detach the one that has it (DEL) first",
  );
}

/** Returns the error that says that a link was there a moment ago: of two pods after one link the other had it. */
export function vanishedError(name: string, cause: unknown): CniError {
  return new CniError(
    BondErrorCode.LinkAbsent,
    `link ${name} was there, and is not any more`,
    "another pod has taken it at the same moment: give each pod links of its own",
    { cause },
  );
}

/** Returns `error` with one more sentence in its details. */
export function withDetails(error: CniError, sentence: string): CniError {
  const details = [error.details, sentence].filter((part) => part !== "").join("; ");
  return new CniError(error.code, error.message, details, { cause: error.cause ?? error });
}

/** Returns `problems` as one error: the first one's code and message, the others in its details. */
export function combine(problems: readonly unknown[], what: string): CniError {
  const [first, ...others] = problems.map((problem) => explainKernelError(problem, what));
  if (!first) return new CniError(BondErrorCode.NotGivenBack, what);
  const details = [first.details, ...others.map((other) => `also: ${other}`)];
  return new CniError(
    first.code,
    retryable(first.message),
    retryable(details.filter(Boolean).join("; ")),
    { cause: toCniError(problems[0]) },
  );
}

/** Returns `text` without the words by which containerd takes a failed DEL for one with nothing to do. */
function retryable(text: string): string {
  return text.replace(/no such file or directory|not found/gi, "absent");
}
