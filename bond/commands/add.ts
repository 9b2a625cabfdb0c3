/** ADD: links in, a bond with addresses out, or everything as it was. */

import {
  CniError,
  extendResult,
  type Interface,
  type Invocation,
  type IpamAttempt,
  type Result,
  toCniError,
} from "../../cni/mod.ts";
import { findLink, getLink, type Link, Netns, Rtnetlink } from "../../netlink/mod.ts";
import {
  commission,
  describeWarning,
  type Plan,
  prepare,
  Transaction,
  untilCarrier,
  type Workplace,
} from "../build/mod.ts";
import { type BondConfig, describeProblem, parseBondConfig } from "../config/mod.ts";
import { BondErrorCode, explainKernelError, interfaceExistsError, withDetails } from "../errors.ts";
import { TAKING_BACK } from "../log/mod.ts";
import { PolicyGuard } from "../policy/mod.ts";
import {
  detachRecorded,
  findRenamedBond,
  lockAttachment,
  readRecordLeniently,
  type RecordKey,
  removeRecord,
  writeRecord,
} from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";

/** How long an IPAM plugin may take whose time nobody limits, in milliseconds: the longest that can be asked for. */
const LONGEST_IPAM_MS = 300_000;

/** Serves ADD. Throws CniError after everything has been put back. */
export async function add(
  invocation: Invocation,
  commit: (result: Result) => void,
): Promise<void> {
  const { config, warnings } = parseBondConfig(invocation.config, invocation.args);
  const guard = new PolicyGuard(invocation.environment["CNI_ARGS"] ?? "");
  const { ipam } = invocation.config;
  if (ipam) {
    guard.checkIpam(ipam.type);
    (await import("./addresses.ts")).refuseOwnProgram(invocation);
  }
  for (const warning of warnings) {
    invocation.log(`${invocation.config.name}: ${describeProblem(warning)}`);
  }
  try {
    using containerNetns = Netns.open(invocation.netns);
    using hostNetns = Netns.current();
    using host = Rtnetlink.open({ timeoutMs: config.netlinkTimeout });
    using container = Rtnetlink.open({
      netns: containerNetns,
      timeoutMs: config.netlinkTimeout,
    });
    await attach(invocation, config, guard, { host, hostNetns, container, containerNetns }, commit);
  } catch (error) {
    throw explainKernelError(error, `cannot attach ${invocation.ifname}`);
  }
}

async function attach(
  invocation: Invocation,
  config: BondConfig,
  guard: PolicyGuard,
  place: Workplace,
  commit: (result: Result) => void,
): Promise<void> {
  const { ifname, signal } = invocation;
  if (config.waitForCarrier > 0) invocation.waits?.();
  const key = { network: invocation.config.name, containerId: invocation.containerId, ifname };
  using _lock = await lockAttachment(STATE_DIR, key, invocation);
  await finishEarlierAdd(invocation, place, key);
  const addresses = invocation.config.ipam && await import("./addresses.ts");
  const { plan, warnings } = prepare(config, place, key, guard);
  for (const warning of warnings) invocation.log(describeWarning(warning));

  // The IPAM plugin runs in a process of its own while the links are set up here.
  const ipamAttempt = addresses?.startIpam(invocation, ipamLimit(config, guard));
  const transaction = new Transaction(plan, place);
  try {
    writeRecord(STATE_DIR, plan.record);
    transaction.run();
    if (config.waitForCarrier > 0) {
      const { log } = invocation;
      await untilCarrier(place.container, transaction.bondIndex, config, signal, log);
    }
    const made = commission(config, plan, transaction, place);
    const ipam = await ipamAttempt?.addresses;
    if (ipam) await addresses?.configure(invocation, ipam, made.index, place);
    const bond = ipam ? getLink(place.container, made.index) : made;
    const result = resultOf(invocation, config, plan, bond, ipam, transaction, place.container);
    if (ipam && config.announce) addresses?.announceFrom(bond, ipam, place, invocation);
    invocation.signal.throwIfAborted();
    commit(result);
  } catch (error) {
    throw await takeBack(
      error,
      transaction,
      ipamAttempt,
      invocation,
      () => removeRecord(STATE_DIR, key),
    );
  }
}

/** A record without its interface is what an ADD that was killed has left. */
async function finishEarlierAdd(
  { log, waits }: Invocation,
  { container }: Workplace,
  key: RecordKey,
): Promise<void> {
  const record = readRecordLeniently(STATE_DIR, key, log, { keepNewer: true });
  if (!record) return;
  const made = findLink(container, key.ifname) ?? findRenamedBond(container, key);
  if (made) throw interfaceExistsError(made.name);
  waits?.();
  log(`giving back the links of an earlier ADD of ${key.ifname} that did not end`);
  const { problems: [problem], waiting: [link] } = await detachRecorded(record, "", STATE_DIR, log);
  if (problem) throw problem;
  if (link) {
    throw new CniError(
      BondErrorCode.NotGivenBack,
      `link ${link.name} of an earlier attachment ${key.ifname} of this container has not been given back`,
      "bond status says what it waits for",
    );
  }
}

/** Returns how long the IPAM plugin may take, in milliseconds: the least of what configuration and policy say. */
function ipamLimit({ ipamTimeout }: BondConfig, { ipamMs }: PolicyGuard): number {
  return Math.min(ipamTimeout || LONGEST_IPAM_MS, ipamMs ?? LONGEST_IPAM_MS);
}

function resultOf(
  { ifname, netns: sandbox, config: { prevResult, dns } }: Invocation,
  { includeLinks }: BondConfig,
  plan: Plan,
  bond: Link,
  ipam: Result | undefined,
  transaction: Transaction,
  container: Rtnetlink,
): Result {
  const describe = ({ name, address, mtu }: Link): Interface => ({
    name,
    mac: address,
    mtu,
    sandbox,
  });
  const interfaceOf = { ...describe(bond), name: ifname };
  const result = extendResult(prevResult, { interface: interfaceOf, ipam, dns });
  if (!includeLinks) return result;
  const listed = new Set(result.interfaces.map(({ name }) => name));
  const links = plan.record.links
    .filter(({ containerName }) => !listed.has(containerName))
    .map(({ containerName }) =>
      describe(getLink(container, transaction.indexOf(containerName) ?? containerName))
    );
  return { ...result, interfaces: [...result.interfaces, ...links] };
}

/**
 * Returns the error to throw, after everything that can be taken back has been: the links first, which
 * must not wait for an IPAM plugin that hangs.
 */
async function takeBack(
  error: unknown,
  transaction: Transaction,
  ipamAttempt: IpamAttempt | undefined,
  invocation: Invocation,
  forget: () => void,
): Promise<CniError> {
  invocation.note?.(TAKING_BACK);
  const problems = transaction.unwind();
  try {
    // With the record, DEL can do what could not be done now.
    if (problems.length === 0) forget();
  } catch (problem) {
    problems.push(toCniError(problem));
  }
  await ipamAttempt?.takeBack().catch((problem) => problems.push(toCniError(problem)));
  const failure = explainKernelError(error, `cannot attach ${invocation.ifname}`);
  if (problems.length === 0) return failure;
  const leftovers = problems.map(({ message }) => message).join("; ");
  return withDetails(failure, `not everything could be put back, DEL will try again: ${leftovers}`);
}
