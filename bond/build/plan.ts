/** What ADD is going to do: links and configuration in, steps with their undo out. Pure. */

import { CniError } from "../../cni/mod.ts";
import {
  type BondPortChange,
  formatHardwareAddress,
  hex,
  type LinkChange,
} from "../../netlink/mod.ts";
import {
  type BondConfig,
  ConfigError,
  DEFAULT_MTU,
  encodePortOptions,
  exceedsLink,
  renameLinks,
} from "../config/mod.ts";
import { BondErrorCode } from "../errors.ts";
import {
  aliasOf,
  altNameOf,
  type AttachmentRecord,
  deviceOf,
  type LinkRecord,
} from "../restore/mod.ts";
import type { FoundLink } from "./links.ts";

/** The bond to create, before its links have their final indices. */
export interface BondPlan {
  name: string;
  /** Links by the names that they have in the container. */
  options: BondConfig["options"];
  mtu: number;
  address?: string;
  txQueueLen?: number;
  numTxQueues?: number;
}

/** One change; `link` is an index into the links of the plan. */
export type Step =
  /** Moves a host link into the container under its temporary name, with its alias and alternative name. */
  | { do: "take"; link: number; alias: string }
  | { do: "change"; link: number; change: LinkChange }
  | { do: "create"; bond: BondPlan }
  | { do: "enslave"; link: number }
  | { do: "setPort"; link: number; port: BondPortChange }
  | { do: "raise"; alias?: string; altName?: string };

/** What takes a step back. Giving a link back undoes all that was done to it, and can be done twice. */
export type Undo = { do: "giveBack"; link: number } | { do: "delete" };

/** A step, and what must be done when it, or a later one, fails. */
export interface PlannedStep {
  step: Step;
  undo?: Undo;
}

/** Everything that ADD will do to links. */
export interface Plan {
  record: AttachmentRecord;
  bond: BondPlan;
  steps: PlannedStep[];
}

/** The attachment, and what a plan needs of the world beside its links. */
export interface PlanContext {
  network: string;
  containerId: string;
  ifname: string;
  netns: AttachmentRecord["netns"];
  /** Returns six random octets. */
  random(): Uint8Array;
}

/**
 * Returns the plan to make the bond of `config` from the links `found`. Throws CniError of code 7 or
 * 102 when the links do not go together that way.
 */
export function planAdd(
  config: BondConfig,
  found: readonly FoundLink[],
  context: PlanContext,
): Plan {
  const mtu = chooseMtu(config, found);
  const addresses = chooseAddresses(config, found, context.random);
  const record: AttachmentRecord = {
    version: 1,
    network: context.network,
    containerId: context.containerId,
    ifname: context.ifname,
    netns: context.netns,
    restore: config.restore,
    links: found.map((item, i) => recordLink(item, i, config.linksInContainer, context)),
  };
  const bond: BondPlan = {
    name: context.ifname,
    options: nameLinks(config, found, context.network),
    mtu,
    ...(config.mac === undefined ? {} : { address: config.mac }),
    ...(config.txQueueLen === undefined ? {} : { txQueueLen: config.txQueueLen }),
    ...(config.numTxQueues === undefined ? {} : { numTxQueues: config.numTxQueues }),
  };
  const links = record.links.map((link, i) => ({ link, i, address: addresses[i] }));
  const altName = altNameOf(context, "bond");
  return {
    record,
    bond,
    steps: [
      ...links.flatMap(({ link, i, address }) => prepare(record, link, i, address)),
      { step: { do: "create", bond }, undo: { do: "delete" } },
      ...links.map(({ i }): PlannedStep => ({
        step: { do: "enslave", link: i },
        undo: { do: "giveBack", link: i },
      })),
      ...links.flatMap(({ i }) => portSteps(found[i], i)),
      {
        step: {
          do: "raise",
          ...(config.alias === undefined ? {} : { alias: config.alias }),
          ...(altName === undefined ? {} : { altName }),
        },
      },
    ],
  };
}

/** Every link ends up in the container, under its name there, with its address, and down. */
function prepare(
  record: AttachmentRecord,
  link: LinkRecord,
  i: number,
  address: string | undefined,
): PlannedStep[] {
  const undo: Undo = { do: "giveBack", link: i };
  const steps: PlannedStep[] = [];
  if (link.from === "host") {
    steps.push({ step: { do: "take", link: i, alias: aliasOf(record, link) }, undo });
  } else if (link.up) {
    // In a message of its own: kernels differ in whether flags or the master come first.
    steps.push({ step: { do: "change", link: i, change: { up: false } }, undo });
  }
  const rename = link.from === "host" || link.containerName !== link.name;
  const change: LinkChange = {
    ...(address === undefined ? {} : { address }),
    ...(rename ? { name: link.containerName } : {}),
  };
  if (Object.keys(change).length > 0) {
    steps.push({ step: { do: "change", link: i, change }, undo });
  }
  return steps;
}

function portSteps(found: FoundLink | undefined, i: number): PlannedStep[] {
  if (!found) return [];
  const port = encodePortOptions(found.config);
  return Object.keys(port).length === 0 ? [] : [{ step: { do: "setPort", link: i, port } }];
}

function recordLink(
  { link, containerName, ties }: FoundLink,
  i: number,
  linksInContainer: boolean,
  context: PlanContext,
): LinkRecord {
  const altName = linksInContainer ? undefined : altNameOf(context, i);
  return {
    from: linksInContainer ? "container" : "host",
    name: link.name,
    containerName,
    temporaryName: linksInContainer ? "" : `bnd${hex(context.random())}`,
    index: link.index,
    kind: link.kind,
    address: link.address,
    permanentAddress: link.permanentAddress ?? "",
    mtu: link.mtu,
    up: link.up,
    alias: link.alias,
    device: deviceOf(link),
    ...(altName === undefined ? {} : { altName }),
    ...(ties ? { ties } : {}),
  };
}

function chooseMtu(
  { mtu, mtuPolicy }: Pick<BondConfig, "mtu" | "mtuPolicy">,
  found: readonly FoundLink[],
): number {
  const smallest = Math.min(...found.map(({ link }) => link.mtu));
  if (mtu === "auto") return smallest;
  if (mtu === 0) return Math.min(DEFAULT_MTU, smallest);
  const tooSmall = found.find(({ link }) => exceedsLink({ mtu, mtuPolicy }, link));
  if (!tooSmall) return mtu;
  const { name, mtu: own, maxMtu } = tooSmall.link;
  throw new CniError(
    BondErrorCode.LinkUnfit,
    `mtu ${mtu} is more than link ${name} has: ${mtuPolicy === "force" ? maxMtu : own}`,
    `set mtu to ${smallest} or less, or "auto" for the smallest of the links; or raise the link's` +
      (mtuPolicy === "force" ? "" : ", or set mtuPolicy to force"),
  );
}

/** Returns the address that each link must get before it joins; undefined where it keeps its own. */
function chooseAddresses(
  { options, duplicateMac }: BondConfig,
  found: readonly FoundLink[],
  random: () => Uint8Array,
): (string | undefined)[] {
  const { mode } = options;
  const mustDiffer = mode === "balance-tlb" || mode === "balance-alb";
  const taken = new Set<string>();
  const own = new Set(found.map(({ link }) => link.address));
  return found.map(({ config, link }) => {
    const wanted = config.setMac ?? link.address;
    let address = wanted;
    if (mustDiffer && duplicateMac !== "ignore" && taken.has(wanted)) {
      if (duplicateMac === "error") {
        throw new CniError(
          BondErrorCode.LinkUnfit,
          `link ${link.name} has the MAC address ${wanted} of another link, and ${mode} needs ` +
            "different ones",
          "set duplicateMac to auto, or give the link an address of its own (setMac)",
        );
      }
      do address = localAddress(random()); while (taken.has(address) || own.has(address));
    }
    taken.add(address);
    return address === link.address ? undefined : address;
  });
}

/** Returns a MAC address from random octets: unicast, locally administered. */
export function localAddress(octets: Uint8Array): string {
  const [first = 0, ...rest] = octets.subarray(0, 6);
  return formatHardwareAddress(Uint8Array.of((first & 0xfc) | 0x02, ...rest));
}

/** Returns the options with links under the names that they have in the container. */
function nameLinks(
  { options }: BondConfig,
  found: readonly FoundLink[],
  network: string,
): BondPlan["options"] {
  const names = found.map(({ link, containerName }) => ({ name: link.name, containerName }));
  const { renamed, unknown } = renameLinks(options, names);
  if (unknown.length === 0) return { ...renamed, mode: options.mode };
  const allowed = `one of ${found.map(({ containerName }) => containerName).join(", ")}`;
  throw new ConfigError(
    network,
    unknown.map((key) => ({
      key,
      value: options[key],
      problem: "is not one of the links",
      allowed,
    })),
  );
}
