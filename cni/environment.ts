/** The environment variables of a call: which commands need which, and what is allowed in them. */

import { type LinkNameFault, linkNameFault } from "../netlink/mod.ts";
import { CniError, CniErrorCode } from "./errors.ts";
import type { Environment } from "./invocation.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables in the order in which they are checked, and what is reported. */
const VARIABLES = [
  {
    name: "CNI_COMMAND",
    requiredFor: ["ADD", "DEL", "CHECK", "GC", "STATUS", "VERSION"],
    validate: () => {},
  },
  {
    name: "CNI_CONTAINERID",
    requiredFor: ["ADD", "DEL", "CHECK"],
    validate: validateContainerId,
  },
  { name: "CNI_NETNS", requiredFor: ["ADD", "CHECK"], validate: () => {} },
  { name: "CNI_IFNAME", requiredFor: ["ADD", "DEL", "CHECK"], validate: validateInterfaceName },
  {
    name: "CNI_PATH",
    requiredFor: ["ADD", "DEL", "CHECK", "GC", "STATUS"],
    validate: () => {},
  },
];

/**
 * Returns the variables of the protocol, each checked where the command requires it. An invalid
 * value is reported at once, missing ones all together; set but empty counts as missing. A command
 * that does not exist passes: whether it is one is said only after stdin has been read.
 */
export function parseEnvironment(variables: Variables): Environment {
  const command = variables["CNI_COMMAND"] ?? "";
  const missing: string[] = [];
  for (const { name, requiredFor, validate } of VARIABLES) {
    const required = name === "CNI_COMMAND" || requiredFor.includes(command);
    if (!required) continue;
    const value = variables[name] ?? "";
    if (value === "") missing.push(name);
    else validate(value);
  }
  if (missing.length > 0) {
    throw new CniError(
      CniErrorCode.InvalidEnvironment,
      `required env variables [${missing.join(",")}] missing`,
    );
  }
  const override = (variables["CNI_NETNS_OVERRIDE"] ?? "").toLowerCase();
  return {
    command,
    containerId: variables["CNI_CONTAINERID"] ?? "",
    netns: variables["CNI_NETNS"] ?? "",
    ifname: variables["CNI_IFNAME"] ?? "",
    args: parseCniArgs(variables["CNI_ARGS"] ?? ""),
    path: parsePath(variables["CNI_PATH"] ?? ""),
    netnsOverride: override === "1" || override === "true",
  };
}

/** Returns the directories of a CNI_PATH, in order. */
export function parsePath(text: string): string[] {
  return text.split(":").filter((directory) => directory !== "");
}

/**
 * Returns the pairs of a CNI_ARGS, "K=V;K2=V2". A value may contain "=", empty items and items
 * without "=" are passed over, the last of equal keys wins: nobody's extra argument fails a call.
 */
export function parseCniArgs(text: string): Map<string, string> {
  const args = new Map<string, string>();
  for (const item of text.split(";")) {
    const equals = item.indexOf("=");
    if (equals > 0) args.set(item.slice(0, equals), item.slice(equals + 1));
  }
  return args;
}

/** The characters allowed in the names of containers and networks. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** Returns whether `name` may name a container or a network. */
export function isValidName(name: string): boolean {
  return NAME.test(name);
}

/** Throws unless `id` is a container ID: a letter or digit, then letters, digits, "_", "." and "-". */
export function validateContainerId(id: string): void {
  if (!isValidName(id)) {
    throw new CniError(
      CniErrorCode.InvalidEnvironment,
      "invalid characters in containerID",
      id,
    );
  }
}

/** Throws unless the kernel could name an interface `name`. */
export function validateInterfaceName(name: string): void {
  const fault = linkNameFault(name);
  if (fault === undefined) return;
  const [message, details = ""] = LINK_NAME_WORDS[fault];
  throw new CniError(CniErrorCode.InvalidEnvironment, message, details);
}

/** The reference library's words, and ours for what it lets through. */
const LINK_NAME_WORDS: Record<LinkNameFault, readonly [message: string, details?: string]> = {
  "empty": ["interface name is empty"],
  "too long": [
    "interface name is too long",
    "interface name should be less than 16 characters",
  ],
  "dots": ["interface name is . or .."],
  "characters": ["interface name contains / or : or whitespace characters"],
  "percent": [
    "interface name contains %",
    "the kernel would put a number of its own there",
  ],
};
