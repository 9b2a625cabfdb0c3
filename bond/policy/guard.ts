/** The node's policy as it is applied to one ADD: refusals as errors that name the file and the key. */

import { CniError } from "../../cni/mod.ts";
import type { Link } from "../../netlink/mod.ts";
import { BondErrorCode } from "../errors.ts";
import {
  isDeclaredHardware,
  type NodePolicy,
  type Refusal,
  refuseHostLink,
  refuseInUse,
  refuseIpam,
} from "./decide.ts";
import { describeHostLink } from "./host_link.ts";
import { POLICY_PATH, readNodePolicy } from "./read.ts";

/** What guards the node's links against a call. */
export interface LinkGuard {
  /** Throws CniError of code 109 when `link` may not be taken. */
  checkLink(link: Link): void;
  /** Throws CniError of code 101 when `link`, which is in use, may not be taken, though that was asked for. */
  checkUsed(link: Link, use: string): void;
  /** Whether the policy says that `link` is hardware, whatever the kernel says. */
  isDeclaredHardware(link: Link): boolean;
}

/** Guards the node by its policy, for the pod that `args`, CNI_ARGS, name. The file is read when it is first needed. */
export class PolicyGuard implements LinkGuard {
  readonly #namespace: string | undefined;
  readonly #read: () => NodePolicy;
  #node: NodePolicy | undefined;

  constructor(args: string, read: () => NodePolicy = readNodePolicy) {
    this.#namespace = namespaceOf(args);
    this.#read = read;
  }

  checkLink(link: Link): void {
    const refusal = refuseHostLink(this.#policy, describeHostLink(link), this.#namespace);
    if (refusal) throw forbidden(`host link ${link.name}`, refusal);
  }

  checkUsed(link: Link, use: string): void {
    const refusal = refuseInUse(this.#policy);
    if (!refusal) return;
    throw new CniError(
      BondErrorCode.LinkInUse,
      `host link ${link.name} is in use: ${use}; allowInUse of the configuration ` +
        clause(refusal),
      remedy(refusal),
    );
  }

  /** Throws CniError of code 109 when the IPAM plugin `type` may not be run. */
  checkIpam(type: string): void {
    const refusal = refuseIpam(this.#policy, type);
    if (refusal) throw forbidden(`ipam.type ${JSON.stringify(type)}`, refusal);
  }

  /** How long the IPAM plugin may take to serve ADD, in milliseconds; undefined when the policy does not say. */
  get ipamMs(): number | undefined {
    const node = this.#policy;
    return node.state === "valid" ? node.policy.limits?.ipamMs : undefined;
  }

  isDeclaredHardware(link: Link): boolean {
    return isDeclaredHardware(this.#policy, describeHostLink(link), this.#namespace);
  }

  get #policy(): NodePolicy {
    return this.#node ??= this.#read();
  }
}

/** The pod's namespace as runtimes tell it; undefined when they do not, or say two things. */
function namespaceOf(args: string): string | undefined {
  const key = "K8S_POD_NAMESPACE=";
  const said = new Set(
    args.split(";").filter((item) => item.startsWith(key)).map((item) => item.slice(key.length)),
  );
  const [namespace] = said;
  return said.size === 1 && namespace !== "" ? namespace : undefined;
}

function forbidden(what: string, refusal: Refusal): CniError {
  return new CniError(BondErrorCode.Forbidden, `${what} ${clause(refusal)}`, remedy(refusal));
}

function clause({ problem, key, unusable }: Refusal): string {
  return unusable
    ? `is refused: the node's policy ${POLICY_PATH} (${key}) cannot be used: ${problem}`
    : `${problem}, by the node's policy ${POLICY_PATH} (${key})`;
}

function remedy({ key, unusable }: Refusal): string {
  return unusable
    ? "the node's administrator can mend the file: bond doctor says what is wrong with it"
    : `the node's administrator can allow it there with ${key}; bond schema policy has all keys`;
}
