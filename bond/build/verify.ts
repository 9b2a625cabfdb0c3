/** Reading back what ADD has made: old kernels pass over what they do not know, without an error. */

import { CniError } from "../../cni/mod.ts";
import {
  getLink,
  type Link,
  lookUpLinks,
  readKernelFile,
  type Rtnetlink,
} from "../../netlink/mod.ts";
import { givenPortOptions, type LinkConfig, type OptionValues } from "../config/mod.ts";
import { describeDifference, type IndexOf, optionDifferences } from "./encoding.ts";
import { BondErrorCode } from "../errors.ts";

/** A bond as it should be. */
export interface ExpectedBond {
  options: OptionValues;
  mtu?: number | undefined;
  address?: string | undefined;
  txQueueLen?: number | undefined;
  alias?: string | undefined;
}

/** Returns in what `bond` differs from `expected`, each as a clause. */
export function bondProblems(bond: Link, expected: ExpectedBond, indexOf: IndexOf): string[] {
  if (bond.kind !== "bond") return [`it is no bond but of kind "${bond.kind}"`];
  const problems = optionDifferences(expected.options, bond.bond ?? {}, indexOf)
    .map(describeDifference);
  if (expected.mtu !== undefined && bond.mtu !== expected.mtu) {
    problems.push(`its MTU is ${bond.mtu} instead of ${expected.mtu}`);
  }
  if (expected.address !== undefined && bond.address !== expected.address) {
    problems.push(`its MAC address is ${bond.address} instead of ${expected.address}`);
  }
  if (expected.txQueueLen !== undefined && bond.txQueueLen !== expected.txQueueLen) {
    problems.push(
      `its transmit queue has room for ${bond.txQueueLen} frames instead of ${expected.txQueueLen}`,
    );
  }
  if (expected.alias !== undefined && bond.alias !== expected.alias) {
    problems.push(`its alias is "${bond.alias}" instead of "${expected.alias}"`);
  }
  return problems;
}

/** Returns in what a link of the bond `bondIndex` differs from its configuration. */
export function portProblems(link: Link, bondIndex: number, config: LinkConfig): string[] {
  if (link.master !== bondIndex) return [`link ${link.name} is not part of it`];
  return givenPortOptions(config).flatMap(({ option: { key, attribute, since }, value }) => {
    const found = link.bondPort?.[attribute];
    if (found === value) return [];
    return [
      found === undefined
        ? `${key} of link ${link.name} is unknown to this kernel (it came with Linux ${since})`
        : `${key} of link ${link.name} is ${found} instead of ${value}`,
    ];
  });
}

/** Returns the bond `bondIndex`. Throws CniError of code 105 unless bond and links are as planned. */
export function verifyBond(
  rt: Rtnetlink,
  bondIndex: number,
  expected: ExpectedBond,
  links: readonly { name: string; config: LinkConfig }[],
  indexOf: IndexOf,
): Link {
  const refs = links.map(({ name }) => indexOf(name) ?? name);
  const [bond, ...ports] = lookUpLinks(rt, [bondIndex, ...refs]);
  // Somebody has removed it: the kernel says so in its own words.
  if (!bond) return getLink(rt, bondIndex);
  const problems = [
    ...bondProblems(bond, expected, indexOf),
    ...links.flatMap(({ name, config }, i) => {
      const port = ports[i] ?? getLink(rt, refs[i] ?? name);
      return portProblems(port, bondIndex, config);
    }),
  ];
  if (problems.length === 0) return bond;
  throw new CniError(
    BondErrorCode.OptionIgnored,
    `the kernel did not make ${bond.name} as asked: ${problems.join("; ")}`,
    `this is Linux ${kernelRelease()}: leave these options out, or use a newer kernel`,
  );
}

function kernelRelease(): string {
  try {
    return readKernelFile("/proc/sys/kernel/osrelease").trim();
  } catch {
    return "of an unknown release";
  }
}
