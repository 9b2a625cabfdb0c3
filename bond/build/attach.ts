/** The one engine of ADD, for the plugin and for other programs: from a configuration to a bond in service. */

import { type Link, NetlinkError } from "../../netlink/mod.ts";
import type { BondConfig } from "../config/mod.ts";
import { vanishedError } from "../errors.ts";
import type { LinkGuard } from "../policy/mod.ts";
import { identityOf } from "../restore/mod.ts";
import { findLinks, type LinkWarning, linkWarnings } from "./links.ts";
import { type Plan, planAdd, type PlanContext } from "./plan.ts";
import { Transaction, type Workplace } from "./transaction.ts";
import { verifyBond } from "./verify.ts";

/** The attachment that a bond is made for. */
export type Attachment = Pick<PlanContext, "network" | "containerId" | "ifname">;

/** Returns what is to be done at `place`, and what its author should know. Throws CniError, code 7 or 100 to 103. */
export function prepare(
  config: BondConfig,
  place: Workplace,
  attachment: Attachment,
  guard?: LinkGuard,
): { plan: Plan; warnings: LinkWarning[] } {
  const found = findThere(config, attachment.ifname, place, guard);
  const plan = planAdd(config, found, {
    ...attachment,
    netns: identityOf(place.containerNetns, place.container),
    random: () => crypto.getRandomValues(new Uint8Array(6)),
  });
  return { plan, warnings: linkWarnings(config, found) };
}

/** A link that goes while it is looked at has been taken. */
function findThere(
  config: BondConfig,
  ifname: string,
  place: Workplace,
  guard: LinkGuard | undefined,
): ReturnType<typeof findLinks> {
  try {
    return findLinks(config, ifname, place, guard);
  } catch (error) {
    if (!(error instanceof NetlinkError) || error.code !== "ENODEV") throw error;
    const names = config.links.map(({ select }) => select.by === "name" ? select.name : select.by);
    throw vanishedError(names.join(" or "), error);
  }
}

/** Makes the wanted link active, and returns the bond as it was made. Throws CniError of code 104 or 105. */
export function commission(
  config: BondConfig,
  { bond, record }: Plan,
  transaction: Transaction,
  { container }: Workplace,
): Link {
  const { activeLink } = bond.options;
  if (activeLink !== undefined) transaction.activate(activeLink);
  const links = record.links.flatMap(({ containerName: name }, i) => {
    const link = config.links[i];
    return link ? [{ name, config: link }] : [];
  });
  return verifyBond(container, transaction.bondIndex, bond, links, transaction.indexOf);
}
