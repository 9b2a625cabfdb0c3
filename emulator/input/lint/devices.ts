/** Whether virtual functions can do what a bond of them needs. */

import { NEEDED_OF_FUNCTIONS, sharesAddress } from "../../../bond/mod.ts";
import { memberOf } from "../../../cni/mod.ts";
import { nodeLinksIn } from "../chain/mod.ts";
import type { Delegate, Diagnostic, NodeModel } from "../model.ts";
import { isUserspace } from "../devices/mod.ts";
import { type BondLink, bondsIn, type BondUse } from "./bond_use.ts";
import { aboutConfig, type ChainContext, listed, pluginsIn } from "./plugin_use.ts";

/** Returns what virtual functions make difficult for the pod's bonds. */
export function lintDevices(context: ChainContext): Diagnostic[] {
  return bondsIn(context).flatMap((bond) => [
    ...sameDevice(context, bond),
    ...macPolicy(context, bond),
    ...tooLarge(context, bond),
    ...aggregated(context, bond),
    ...userspaceLinks(context, bond),
  ]);
}

/** The physical function that the link's device is part of, if it is a virtual one. */
function functionOf({ physicalFunctions }: NodeModel, { maker }: BondLink) {
  return maker?.deviceId === undefined
    ? undefined
    : physicalFunctions.find((pf) =>
      pf.virtualFunctions.some(({ pciAddress }) => pciAddress === maker.deviceId)
    );
}

function sameDevice(context: ChainContext, bond: BondUse): Diagnostic[] {
  const byDevice = new Map<string, BondLink[]>();
  for (const link of bond.links) {
    const device = deviceUnder(context, bond, link);
    if (device) byDevice.set(device, [...byDevice.get(device) ?? [], link]);
  }
  return [...byDevice].filter(([, links]) => links.length > 1).map(([device, links]) => {
    const resources = new Set(links.flatMap(({ maker }) => maker?.resourceName ?? []));
    const isFunction = context.node.physicalFunctions.some(({ name }) => name === device);
    const [code, what] = isFunction
      ? ["same-physical-function", "physical function"]
      : ["same-nic", "NIC"];
    const hint = resources.size === 0
      ? "take them from different ones: name another in the definition of each"
      : `take them from different ones: ${
        resources.size > 1
          ? `the pools ${listed([...resources])} both select ${device} (pfNames)`
          : "make a pool for each one (pfNames), and a definition for each pool"
      }`;
    return aboutConfig(context, bond, bond.outline.pathOf("links"), {
      code,
      message: `${listed(links.map(({ name }) => name))} of ${bond.delegate.network} lead ` +
        `through one ${what}, ${device}: when it fails, all of them do`,
      hint,
    });
  });
}

/** The name of the node's device that the link is part of, or is made on. */
function deviceUnder(context: ChainContext, bond: BondUse, link: BondLink): string | undefined {
  const { node } = context;
  if (!bond.linksInContainer) {
    return node.physicalFunctions.find(({ virtualFunctions }) =>
      virtualFunctions.some(({ name }) => name === link.name)
    )?.name;
  }
  const pf = functionOf(node, link);
  if (pf || !link.maker) return pf?.name;
  return nodeLinksIn(link.maker.config)[0]?.name;
}

function macPolicy(context: ChainContext, bond: BondUse): Diagnostic[] {
  if (!sharesAddress(bond.outline.options)) return [];
  return pluginsIn(context).flatMap((use): Diagnostic[] => {
    const link = bond.links.find(({ maker }) => maker === use.delegate);
    if (use.type !== "sriov" || !link) return [];
    const said = (key: string) => memberOf(use.config, key);
    const missing = Object.entries(NEEDED_OF_FUNCTIONS)
      .filter(([key, value]) => said(key) !== value)
      .map(([key, value]) => `"${key}": "${value}"`);
    if (missing.length === 0) return [];
    const why = said("spoofchk") === "off"
      ? "without trust its driver may refuse the address"
      : "with spoof checking the frames are dropped";
    const remedy = bond.mode === "active-backup"
      ? `set "failOverMac": 1 in ${bond.delegate.network}, so that each link keeps its address, ` +
        `or ${listed(missing)} here`
      : `set ${listed(missing)} here`;
    return [aboutConfig(context, use, [], {
      code: "mac-policy",
      message: `${bond.delegate.network} has ${link.name} send with the bond's MAC address (mode ` +
        `${bond.mode}${bond.mode === "active-backup" ? ", failOverMac none" : ""}), which ` +
        `${use.delegate.network} does not allow its virtual function: ${why}`,
      hint: remedy,
    })];
  });
}

function tooLarge(context: ChainContext, bond: BondUse): Diagnostic[] {
  const { mtu } = bond;
  if (mtu === undefined) return [];
  const small = bond.links.flatMap((link) => {
    const has = mtuOf(context.node, link, bond);
    return has !== undefined && has < mtu ? [`${link.name} has ${has}`] : [];
  });
  if (small.length === 0) return [];
  return [aboutConfig(context, bond, bond.outline.pathOf("mtu"), {
    code: "bond-mtu",
    message: `${bond.delegate.network} asks for an MTU of ${mtu}, but ${listed(small)}`,
    hint: 'lower it, leave it out or "auto" for the smallest of the links, or raise the links\'',
  })];
}

function mtuOf(node: NodeModel, { name, maker }: BondLink, bond: BondUse): number | undefined {
  const { physicalFunctions, nics } = node;
  const functions = physicalFunctions.flatMap((pf) => [pf, ...pf.virtualFunctions]);
  if (bond.linksInContainer) return functions.find((one) => isDevice(one, maker))?.mtu;
  return [...functions, ...nics].find((device) => device.name === name)?.mtu;
}

function isDevice({ pciAddress }: { pciAddress: string }, maker: Delegate | undefined): boolean {
  return maker?.deviceId === pciAddress;
}

function aggregated(context: ChainContext, bond: BondUse): Diagnostic[] {
  if (bond.mode !== "802.3ad") return [];
  const names = bond.links.filter((link) => functionOf(context.node, link)).map(({ name }) => name);
  if (names.length === 0) return [];
  return [aboutConfig(context, bond, bond.outline.pathOf("mode"), {
    code: "lacp-on-virtual-functions",
    severity: "info",
    message: `${bond.delegate.network} speaks LACP through virtual functions (${listed(names)}): ` +
      "a switch knows one partner for each port",
    hint: "one pod for each physical function only; active-backup has no such limit",
  })];
}

function userspaceLinks(context: ChainContext, bond: BondUse): Diagnostic[] {
  return bond.links.flatMap((link): Diagnostic[] => {
    const pf = functionOf(context.node, link);
    const vf = pf?.virtualFunctions.find(({ pciAddress }) => pciAddress === link.maker?.deviceId);
    if (!vf || !isUserspace(vf)) return [];
    return [aboutConfig(context, bond, link.path, {
      code: "userspace-driver",
      message: `${link.name} of ${bond.delegate.network} gets ${vf.pciAddress} with the driver ` +
        `${vf.driver}: it has no network device, and the kernel cannot bond it`,
      hint: "use a pool of functions with a kernel driver, or bond inside the DPDK application",
    })];
  });
}
