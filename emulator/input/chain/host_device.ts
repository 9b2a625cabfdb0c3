/** Which link of the node the plugin host-device takes. */

import { type JsonObject, memberOf, spelledIn } from "../../../cni/mod.ts";
import { isLinkName, isPciAddress, normalizeMac } from "../../../netlink/mod.ts";
import type { NodeModel } from "../model.ts";

/** How a configuration tells a link of the node, written as the node's model writes it. */
interface ToldLink {
  by: "name" | "mac" | "pciAddress";
  value: string;
  /** The configuration's key, as it is spelt there. */
  key: string;
}

/** Keys that tell the link; of several the plugin goes by the first. */
export const HOST_DEVICE_KEYS = ["device", "hwaddr", "kernelpath", "pciBusID"] as const;

/** Returns how `config` of host-device tells its link; undefined where it does not, or tells nonsense. */
export function linkToldIn(config: JsonObject): ToldLink | undefined {
  const key = HOST_DEVICE_KEYS.find((key) => memberOf(config, key));
  const value = key && memberOf(config, key);
  if (key === undefined || typeof value !== "string") return undefined;
  const told = TOLD[key](value);
  return told && { ...told, key: spelledIn(config, key) };
}

const TOLD: Readonly<
  Record<typeof HOST_DEVICE_KEYS[number], (value: string) => Omit<ToldLink, "key"> | undefined>
> = {
  device: (value) => isLinkName(value) ? { by: "name", value } : undefined,
  hwaddr(value) {
    const mac = normalizeMac(value);
    return mac === undefined ? undefined : { by: "mac", value: mac };
  },
  // The folder of a device below those of the bridges that it is behind.
  kernelpath: (value) => ofCard(value.split("/").findLast(isPciAddress)),
  pciBusID: ofCard,
};

function ofCard(value: string | undefined): Omit<ToldLink, "key"> | undefined {
  return value !== undefined && isPciAddress(value) ? { by: "pciAddress", value } : undefined;
}

/** Returns the name of the node's link that is told of; undefined where the node has none such. */
export function nameOnNode(
  { physicalFunctions, nics }: NodeModel,
  { by, value }: ToldLink,
): string | undefined {
  const functions = physicalFunctions.flatMap((pf) => [pf, ...pf.virtualFunctions]);
  return [...nics, ...functions].find((link) => link[by] === value)?.name;
}
