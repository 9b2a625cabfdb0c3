/** What the links of bonds are made of: devices of the node, and what leads through them. */

import { addressSharing } from "../../../bond/mod.ts";
import { nodeLinksIn } from "../chain/mod.ts";
import type { NodeModel, PhysicalFunction, VirtualFunction } from "../model.ts";
import { type BondLink, bondsIn, type BondUse } from "./bond_use.ts";
import type { ChainContext } from "./plugin_use.ts";

/** Returns the names of everything on the node that can be a link. */
export function hostDevices({ physicalFunctions, nics }: NodeModel): string[] {
  const functions = physicalFunctions.flatMap((pf) => [
    pf.name,
    ...pf.virtualFunctions.map(({ name }) => name),
  ]);
  return [...nics.map(({ name }) => name), ...functions];
}

/** Returns the physical function that the link's device is part of, if it is a virtual one. */
export function functionOf(
  { physicalFunctions }: NodeModel,
  { maker }: BondLink,
): PhysicalFunction | undefined {
  return maker?.deviceId === undefined
    ? undefined
    : physicalFunctions.find((pf) =>
      pf.virtualFunctions.some(({ pciAddress }) => pciAddress === maker.deviceId)
    );
}

/** Returns the virtual function that the link is. */
export function virtualFunctionOf(node: NodeModel, link: BondLink): VirtualFunction | undefined {
  return functionOf(node, link)?.virtualFunctions
    .find(({ pciAddress }) => pciAddress === link.maker?.deviceId);
}

/** Returns the name of the node's device that the link is part of, or is made on. */
function deviceUnder(
  { node }: ChainContext,
  bond: BondUse,
  link: BondLink,
): string | undefined {
  if (!bond.linksInContainer) {
    return node.physicalFunctions.find(({ virtualFunctions }) =>
      virtualFunctions.some(({ name }) => name === link.name)
    )?.name;
  }
  const pf = functionOf(node, link);
  if (pf || !link.maker) return pf?.name;
  return nodeLinksIn(link.maker.config)[0]?.name;
}

/** Whether a link ever sends with an address other than its own. */
export function sharesAddress({ outline: { options } }: BondUse): boolean {
  const sharing = addressSharing(options);
  return sharing !== undefined && sharing !== "never";
}

/** Links of one bond that lead through one device of the node. */
interface LinksOfDevice {
  device: string;
  /** Whether the device is a physical function. */
  isFunction: boolean;
  links: BondLink[];
  /** The resources that they are taken from. */
  resources: string[];
}

/** Returns the devices of the node that the bond's links lead through. */
export function linksByDevice(context: ChainContext, bond: BondUse): LinksOfDevice[] {
  const byDevice = Map.groupBy(bond.links, (link) => deviceUnder(context, bond, link));
  return [...byDevice].flatMap(([device, links]) =>
    device === undefined ? [] : [{
      device,
      isFunction: context.node.physicalFunctions.some(({ name }) => name === device),
      links,
      resources: [...new Set(links.flatMap(({ maker }) => maker?.resourceName ?? []))],
    }]
  );
}

/** A bond that speaks LACP through physical functions of the node. */
export interface LacpBond {
  context: ChainContext;
  bond: BondUse;
  /** The links that are virtual functions. */
  links: string[];
  /** The names of their physical functions. */
  ports: ReadonlySet<string>;
}

/** Returns the bonds of the pods that speak LACP through virtual functions. */
export function lacpBonds(pods: readonly ChainContext[]): LacpBond[] {
  return pods.flatMap((context) =>
    bondsIn(context).filter(({ mode }) => mode === "802.3ad").flatMap((bond) => {
      const functions = bond.links.filter((link) => functionOf(context.node, link));
      const ports = functions.flatMap((link) => functionOf(context.node, link)?.name ?? []);
      if (ports.length === 0) return [];
      return [{ context, bond, links: functions.map(({ name }) => name), ports: new Set(ports) }];
    })
  );
}
