/** Bonds for other programs: no runtime, no protocol, the same checks and the same care. */

import type { JsonObject, NetworkConfig } from "../../cni/mod.ts";
import { deleteLink, findLink, isLinkName, Netns, Rtnetlink } from "../../netlink/mod.ts";
import { commission, type Plan, prepare, Transaction, type Workplace } from "../build/mod.ts";
import { type Complaint, ConfigError, parseBondConfig } from "../config/mod.ts";
import { explainKernelError, withDetails } from "../errors.ts";
import { giveBack } from "../restore/mod.ts";
import { type BondState, inspectBond } from "./inspect.ts";

/** A bond that this program has made. */
export interface CreatedBond {
  /** What it is right after it was made. */
  state: BondState;
  /** Deletes the bond and gives its links back as they were. Throws CniError when the kernel refuses. */
  remove(): void;
}

/**
 * Makes the bond `name` in the network namespace at `netns` and returns it. `settings` are the keys of
 * the plugin's configuration, `mode`, `miimon`, `links` and the rest; the links are those of that
 * namespace, unless linksInContainer is false. Addresses are the caller's business: `ipam` is not run.
 * All or nothing: throws ConfigError with every problem of the settings, also when `name` is none
 * that a link can have, or CniError when the kernel refuses, and then nothing has changed; what the
 * kernel did not let be put back is in its details.
 *
 * ```ts
 * const bond = createBond("/run/netns/blue", "bond0", {
 *   mode: "active-backup",
 *   miimon: 100,
 *   links: ["eth1", "eth2"],
 * });
 * console.log(bond.state.activeLink);
 * bond.remove();
 * ```
 */
export function createBond(netns: string, name: string, settings: JsonObject): CreatedBond {
  if (!isLinkName(name)) throw new ConfigError(name, [nameProblem(name)]);
  const { config } = parseBondConfig(networkOf(name, settings));
  const plan = atWork(netns, name, (place): Plan => {
    const attachment = { network: name, containerId: "library", ifname: name };
    const { plan } = prepare(config, place, attachment);
    const transaction = new Transaction(plan, place);
    try {
      transaction.run();
      commission(config, plan, transaction, place);
    } catch (error) {
      throw takenBack(error, transaction, name);
    }
    return plan;
  });
  const state = inspectBond(netns, name);
  if (!state) throw new Error(`${name} was deleted as soon as it was made`);
  return { state, remove: () => remove(netns, name, plan) };
}

/**
 * Deletes the bond `name` in the network namespace at `netns`, whoever made it. Its links get back their
 * MAC address and MTU from the kernel, and are down. Returns whether there was such a bond. Throws
 * CniError when the namespace cannot be used, or the kernel refuses.
 */
export function removeBond(netns: string, name: string): boolean {
  return atWork(netns, name, ({ container }) => {
    const bond = findLink(container, name);
    if (bond?.kind !== "bond") return false;
    deleteLink(container, bond.index);
    return true;
  });
}

/** Returns the error to throw, after everything that can be taken back has been. */
function takenBack(error: unknown, transaction: Transaction, name: string): unknown {
  const problems = transaction.unwind();
  if (problems.length === 0) return error;
  const leftovers = problems.map(({ message }) => message).join("; ");
  const failure = explainKernelError(error, `cannot make ${name}`);
  return withDetails(failure, `not everything could be put back: ${leftovers}`);
}

function remove(netns: string, name: string, { record }: Plan): void {
  atWork(netns, name, (place) => {
    const bond = findLink(place.container, name);
    if (bond?.kind === "bond") deleteLink(place.container, bond.index);
    for (const link of record.links.toReversed()) giveBack(record, link, place);
  });
}

function atWork<T>(path: string, name: string, work: (place: Workplace) => T): T {
  try {
    using containerNetns = Netns.open(path);
    using hostNetns = Netns.current();
    using host = Rtnetlink.open();
    using container = Rtnetlink.open({ netns: containerNetns });
    return work({ host, hostNetns, container, containerNetns });
  } catch (error) {
    throw explainKernelError(error, `cannot work on ${name} in ${path}`);
  }
}

function nameProblem(name: string): Complaint {
  return {
    key: "name",
    value: name,
    problem: "is not a possible name of a link",
    allowed: "1 to 15 octets without blanks, /, : and %",
  };
}

function networkOf(name: string, settings: JsonObject): NetworkConfig {
  return {
    cniVersion: "1.1.0",
    name,
    type: "bond",
    dns: {},
    runtimeConfig: {},
    args: {},
    capabilities: {},
    raw: { linksInContainer: true, ...settings },
  };
}
