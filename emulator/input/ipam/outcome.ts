/** What comes of asking an IPAM plugin for addresses. */

import type { Path } from "../manifests/mod.ts";
import type { Cidr } from "./numbers.ts";

/** An address that is given. */
export interface GivenAddress extends Cidr {
  gateway?: string;
}

/** A route that is given with the addresses. */
export interface GivenRoute {
  dst: string;
  gw?: string;
  /** What is told of it beside where it leads: scope, table, mtu, advmss and priority. Whole numbers. */
  attributes: ReadonlyMap<string, number>;
  /** From ipam. */
  path: Path;
}

/** Addresses and routes. */
export interface Grant {
  ips: GivenAddress[];
  routes: GivenRoute[];
}

/** Why a plugin gives nothing. */
export interface Refused {
  /** The configuration is wrong, all addresses are taken, or the pod asks for what it cannot have. */
  why: "config" | "exhausted" | "asked";
  message: string;
  hint: string;
  /** From ipam. */
  path: Path;
}

/** Whether the plugin's program knows a key: older ones pass over what is newer. */
export type KnowsKey = (key: string) => boolean;

/** Addresses that a pod asks for. */
export interface Asked {
  /** `IP` of CNI_ARGS; "" for none. */
  args: string;
  /** `ips` of runtimeConfig. */
  runtime: readonly string[];
  /** `args.cni.ips`. */
  metadata: readonly string[];
}

/** Thrown where a plugin would give up. */
export class IpamRefusal extends Error {
  constructor(readonly refused: Refused) {
    super(refused.message);
  }
}

/** Returns the refusal of a configuration. */
export function misconfigured(path: Path, message: string, hint: string): IpamRefusal {
  return new IpamRefusal({ why: "config", path, message, hint });
}
