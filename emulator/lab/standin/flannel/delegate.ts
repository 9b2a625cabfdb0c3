/** The configuration that flannel makes for the plugin that does its work. */

import { isJsonObject, type JsonObject, type NetworkConfig } from "../../../../cni/mod.ts";
import type { Subnet } from "./subnet.ts";

/** A plugin's configuration. */
export type DelegateConfig = JsonObject & { type: string };

/**
 * Returns the configuration of the delegate: its own keys, filled with what the subnet file says.
 * Throws Error when it has keys that are flannel's to give.
 */
export function makeDelegate(config: NetworkConfig, subnet: Subnet): DelegateConfig {
  const { raw, runtimeConfig } = config;
  const own = delegateOf(raw);
  const type = typeof own["type"] === "string" && own["type"] !== "" ? own["type"] : "bridge";
  return {
    ipMasq: !subnet.ipMasq,
    mtu: subnet.mtu,
    ...(type === "bridge" ? { isGateway: true } : {}),
    ...own,
    type,
    name: config.name,
    ...(typeof raw["cniVersion"] === "string" ? { cniVersion: raw["cniVersion"] } : {}),
    ...(Object.keys(runtimeConfig).length > 0 ? { runtimeConfig } : {}),
    ipam: makeIpam(isJsonObject(raw["ipam"]) ? raw["ipam"] : {}, subnet),
  };
}

/** Returns the keys that a configuration gives the delegate. Throws Error when they are flannel's to give. */
export function delegateOf(raw: JsonObject): JsonObject {
  const own = raw["delegate"] ?? {};
  if (!isJsonObject(own)) throw new Error("'delegate' is not an object");
  if ("type" in own && typeof own["type"] !== "string") {
    throw new Error("'delegate' dictionary, if present, must have (string) 'type' field");
  }
  for (const key of ["name", "ipam"]) {
    if (key in own) {
      throw new Error(
        `'delegate' dictionary must not have '${key}' field, it'll be set by flannel`,
      );
    }
  }
  return own;
}

/** IPAM that gives addresses of this node's subnets, and routes to those of all others. */
function makeIpam(own: JsonObject, { networks, subnet, ipv6Subnet }: Subnet): JsonObject {
  const ranges = [subnet, ipv6Subnet].filter((cidr) => cidr !== "")
    .map((cidr) => [{ subnet: cidr }]);
  const routes = Array.isArray(own["routes"]) ? own["routes"] : [];
  return {
    type: "host-local",
    ...own,
    ranges,
    routes: [...routes, ...networks.map((dst) => ({ dst }))],
  };
}
