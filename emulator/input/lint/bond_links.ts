/** Whether the links of a bond are there, in the right place, when it is made. */

import { nearName } from "../chain/mod.ts";
import type { Path } from "../manifests/mod.ts";
import type { Diagnostic, NodeModel } from "../model.ts";
import { type BondLink, bondsIn, type BondUse } from "./bond_use.ts";
import { aboutConfig, aboutSelection, type ChainContext, listed, pluginsIn } from "./plugin_use.ts";

/** Returns what is wrong with the links that the pod's bonds name. */
export function lintBondLinks(context: ChainContext): Diagnostic[] {
  const bonds = bondsIn(context);
  return [
    ...bonds.flatMap((bond) =>
      bond.linksInContainer
        ? [...absentLinks(context, bond), ...lateLinks(context, bond)]
        : hostLinks(context, bond)
    ),
    ...bonds.flatMap((bond) => linksWithAddresses(context, bond)),
    ...sharedLinks(context, bonds),
  ];
}

function absentLinks(context: ChainContext, bond: BondUse): Diagnostic[] {
  const names = context.chain.delegates.map(({ ifname }) => ifname)
    .filter((name) => name !== bond.name);
  return bond.links.filter(({ maker }) => !maker).map(({ name, path }) => {
    const near = nearName(name, names.filter((other) => !isTaken(bond, other)));
    const onHost = hostDevices(context.node).includes(name);
    return aboutConfig(context, bond, path, {
      code: "bond-link-absent",
      message: `${bond.delegate.network} bonds ${name}, but no network of the pod makes a link ` +
        `of that name${near === undefined ? "" : `; did you mean ${near}?`}`,
      hint: onHost
        ? `${name} is on the host: set linksInContainer to false to have it moved in`
        : `the pod's interfaces are ${listed(names)}: correct the name here, or set ` +
          `"interface": "${name}" for a network in the annotation`,
    });
  });
}

function isTaken({ links }: BondUse, name: string): boolean {
  return links.some((link) => link.name === name) || name === "eth0";
}

function lateLinks(context: ChainContext, bond: BondUse): Diagnostic[] {
  const late = bond.links.filter(({ makerIndex }) => makerIndex > bond.index);
  if (late.length === 0) return [];
  const networks = late.flatMap(({ maker }) => maker ? [maker.network] : []);
  return [aboutSelection(context, bond.delegate, {
    code: "bond-before-links",
    message: `${listed(late.map(({ name }) => name))} ${late.length > 1 ? "are" : "is"} attached ` +
      `after the bond ${bond.delegate.network}, which needs ${late.length > 1 ? "them" : "it"}`,
    hint: `networks are attached in the order of the annotation: put ${listed(networks)} before ` +
      bond.delegate.network,
  })];
}

function hostLinks(context: ChainContext, bond: BondUse): Diagnostic[] {
  const inside = bond.links.filter(({ maker }) => maker && maker.ifname !== bond.name);
  const devices = hostDevices(context.node);
  const nowhere = bond.links.filter(({ name, maker }) => !maker && !devices.includes(name));
  const findings = nowhere.map(({ name, path }) => {
    const near = nearName(name, devices);
    return aboutConfig(context, bond, path, {
      code: "host-link-absent",
      message: `${bond.delegate.network} takes ${name} from the host, which has no such link` +
        (near === undefined ? "" : `; did you mean ${near}?`),
      hint: `the node has ${listed(devices) || "no devices"}; a ChainScenario can describe others`,
    });
  });
  const [first] = inside;
  if (!first) return findings;
  return [
    ...findings,
    aboutConfig(context, bond, linksInContainerPath(bond), {
      code: "links-in-container",
      message: `${bond.delegate.network} looks for ${listed(inside.map(({ name }) => name))} on ` +
        `the host, but the chain puts ${inside.length > 1 ? "them" : "it"} into the container`,
      hint: "set linksInContainer to true",
    }),
  ];
}

function linksInContainerPath({ outline }: BondUse): Path {
  return outline.has("linksInContainer") ? outline.pathOf("linksInContainer") : [];
}

function hostDevices({ physicalFunctions, nics }: NodeModel): string[] {
  const functions = physicalFunctions.flatMap((pf) => [
    pf.name,
    ...pf.virtualFunctions.map(({ name }) => name),
  ]);
  return [...nics.map(({ name }) => name), ...functions];
}

/** Frames for a port's own addresses arrive at the bond, which does not have them. */
function linksWithAddresses(context: ChainContext, { links, name, delegate }: BondUse) {
  return links.flatMap(({ maker }): Diagnostic[] => {
    if (!maker) return [];
    return pluginsIn(context)
      .filter((use) => use.delegate === maker && hasIpam(use.config))
      .map((use) =>
        aboutConfig(context, use, ["ipam"], {
          code: "bond-link-addressed",
          message: `${maker.network} gives addresses to ${maker.ifname}, which becomes a port of ` +
            `${name}: they cannot be used`,
          hint: `remove ipam here, and let ${delegate.network} have it`,
        })
      );
  });
}

function hasIpam({ ipam }: Record<string, unknown>): boolean {
  return typeof ipam === "object" && ipam !== null && "type" in ipam;
}

function sharedLinks(context: ChainContext, bonds: readonly BondUse[]): Diagnostic[] {
  return bonds.flatMap((bond, i) => {
    const before = bonds.slice(0, i);
    const taken = ({ name }: BondLink) =>
      before.find((other) => other.links.some((link) => link.name === name));
    return bond.links.flatMap((link): Diagnostic[] => {
      const other = taken(link);
      if (!other || other.linksInContainer !== bond.linksInContainer) return [];
      return [aboutConfig(context, bond, link.path, {
        code: "bond-link-shared",
        message: `${link.name} is a link of ${other.delegate.network} and of ` +
          `${bond.delegate.network}: it can be a port of one bond only`,
        hint: "give each bond links of its own",
      })];
    });
  });
}
