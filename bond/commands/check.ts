/** CHECK: whether an attachment is still as ADD made it. */

import {
  addressProblems,
  CniError,
  CniErrorCode,
  type Interface,
  type Invocation,
  isJsonObject,
  type Result,
  routeProblems,
} from "../../cni/mod.ts";
import {
  type Link,
  listAddresses,
  listRoutes,
  lookUpLinks,
  Netns,
  readKernelFile,
  Rtnetlink,
} from "../../netlink/mod.ts";
import { bondProblems, type ExpectedBond, portProblems } from "../build/mod.ts";
import { type BondConfig, nameInContainer, parseBondConfig, renameLinks } from "../config/mod.ts";
import { BondErrorCode, explainKernelError } from "../errors.ts";
import { readRecord } from "../restore/mod.ts";
import { STATE_DIR } from "../state_dir.ts";

/** What is compared: an attachment, and the configuration that it was made with. */
export type Made = Pick<Invocation, "config" | "args" | "containerId" | "ifname" | "netns">;

/** Serves CHECK. Throws CniError of code 107 that names everything that differs, or what the IPAM plugin says. */
export async function check(invocation: Invocation): Promise<void> {
  const problems = differences(invocation);
  if (problems.length > 0) {
    throw new CniError(
      BondErrorCode.Differs,
      `${invocation.ifname} is not as it was made: ${problems.join("; ")}`,
      "delete the pod, so that its networks are made anew; see who changed it",
    );
  }
  if (!invocation.config.ipam) return;
  const { ipamCheck } = await import("./addresses.ts");
  await ipamCheck(invocation);
}

/** Returns in what an attachment is not as it was made, each as a clause. Throws CniError. */
export function differences(made: Made): string[] {
  const { config } = parseBondConfig(made.config, made.args, "CHECK");
  const { result, own } = previous(made);
  try {
    return compare(made, config, result, own);
  } catch (error) {
    throw explainKernelError(error, `cannot check ${made.ifname}`);
  }
}

function previous({ config: { prevResult }, ifname, netns }: Made): {
  result: Result;
  own: Interface;
} {
  if (!prevResult) {
    throw new CniError(CniErrorCode.InvalidConfig, "required prevResult missing");
  }
  const own = prevResult.interfaces.find(({ name, sandbox }) =>
    name === ifname && sandbox === netns
  );
  if (own) return { result: prevResult, own };
  const sandbox = prevResult.interfaces.find(({ name }) => name === ifname)?.sandbox;
  throw new CniError(
    CniErrorCode.InvalidConfig,
    sandbox === undefined
      ? `prevResult has no interface ${ifname} in the container`
      : `sandbox in prevResult ${sandbox} doesn't match configured netns: ${netns}`,
  );
}

function compare(
  invocation: Made,
  config: BondConfig,
  result: Result,
  own: Interface,
): string[] {
  const { ifname } = invocation;
  using netns = Netns.open(invocation.netns);
  using rt = Rtnetlink.open({ netns, timeoutMs: config.netlinkTimeout });
  const names = linkNames(invocation, config);
  const made = result.interfaces.filter(({ sandbox }) => sandbox === invocation.netns)
    .map(({ name }) => name);
  const [bond, ...others] = lookUpLinks(rt, [ifname, ...names, ...made]);
  if (!bond) return ["it is absent in the container"];
  if (bond.kind !== "bond") return bondProblems(bond, { options: {} }, () => undefined);

  const links = config.links.map((config, i) => ({
    name: names[i] ?? "",
    config,
    link: others[i],
  }));
  const indexOf = (name: string) => links.find((link) => link.name === name)?.link?.index;
  const { renamed: options } = renameLinks(
    config.options,
    config.links.map(({ select }, i) => ({
      name: select.by === "name" ? select.name : undefined,
      containerName: names[i] ?? "",
    })),
  );
  const later = others.slice(names.length).flatMap((link) => link?.index ?? []);
  return [
    ...(bond.up ? [] : ["it is down"]),
    ...bondProblems(bond, { options, ...expected(config, own, tunedOf(invocation)) }, indexOf),
    ...links.flatMap(({ name, link, config }) =>
      link
        ? [...portProblems(link, bond.index, config), ...mtuProblems(link, bond)]
        : [`link ${name} is absent in the container`]
    ),
    ...addressProblems(result, ifname, listAddresses(rt, { index: bond.index })),
    ...routeProblems(result, later, listRoutes(rt)),
  ];
}

/** Returns the names of the links in the container, in the order of the configuration. */
function linkNames(
  { config: network, containerId, ifname }: Made,
  config: BondConfig,
): string[] {
  const key = { network: network.name, containerId, ifname };
  const recorded = config.links.every((link) => nameInContainer(link) !== undefined)
    ? undefined
    : readRecord(STATE_DIR, key);
  return config.links.map((link, i) =>
    nameInContainer(link) ?? recorded?.links[i]?.containerName ?? `links[${i}]`
  );
}

/** The kernel gives the links of a bond its MTU, whenever that changes. */
function mtuProblems({ name, mtu, master }: Link, bond: Link): string[] {
  if (master !== bond.index || mtu === bond.mtu) return [];
  return [`the MTU of link ${name} is ${mtu} instead of the bond's ${bond.mtu}`];
}

/**
 * What prevResult says of MTU and MAC goes before the configuration: plugins after this one may change both,
 * and the length of the queue, of which no result says anything.
 */
function expected(
  { options, mtu, txQueueLen, alias }: BondConfig,
  own: Interface,
  tuned: ReadonlySet<string>,
): Omit<ExpectedBond, "options"> {
  const followsActive = options.mode === "active-backup" && options.failOverMac === "active";
  const configured = typeof mtu === "number" && mtu > 0 && !tuned.has("mtu") ? mtu : undefined;
  return {
    mtu: own.mtu ?? configured,
    address: followsActive ? undefined : own.mac?.toLowerCase(),
    txQueueLen: tuned.has("txQLen") ? undefined : txQueueLen,
    alias,
  };
}

/** Where the stock tuning plugin keeps what an interface was before (plugins/meta/tuning, defaultDataDir). */
const TUNING_DIR = "/run/cni/tuning";

/** Returns what the tuning plugin, later in the list, has changed of the bond: its keys "mtu", "txQLen" and others. */
function tunedOf({ containerId, ifname }: Made): Set<string> {
  try {
    const text = readKernelFile(`${TUNING_DIR}/${containerId}_${ifname}.json`);
    const json: unknown = JSON.parse(text);
    return new Set(isJsonObject(json) ? Object.keys(json) : []);
  } catch {
    return new Set();
  }
}
