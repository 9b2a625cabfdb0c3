/** Interfaces that are made on other links: VLANs, macvlan and ipvlan. */

import { memberOf } from "../../../cni/mod.ts";
import { traitsOf } from "../plugins/mod.ts";
import type { Delegate } from "../model.ts";
import { type ChainContext, pluginsIn, type PluginUse } from "./plugin_use.ts";

/** A plugin that makes its interface on a link. */
export interface Upper {
  use: PluginUse;
  /** The name of the link. */
  master: string;
  /** Whether it is looked for in the container. */
  inContainer: boolean;
  /** The attachment that makes the link in the container; absent when none does. */
  maker?: Delegate;
  /** The maker's place among the pod's delegates; -1 when there is none. */
  makerIndex: number;
}

/** Returns the plugins of the pod that make interfaces on links that they name. */
export function uppersIn(context: ChainContext): Upper[] {
  return pluginsIn(context).filter(({ type }) => traitsOf(type).isUpper).flatMap((use): Upper[] => {
    const master = memberOf(use.config, traitsOf(use.type).link ?? "");
    if (typeof master !== "string" || master === "") return [];
    const makerIndex = context.chain.delegates.findIndex((delegate) =>
      delegate.ifname === master && delegate !== use.delegate
    );
    const found = context.chain.delegates[makerIndex];
    const inContainer = memberOf(use.config, "linkInContainer") === true;
    // The pod's eth0 says nothing of the node's: "master": "eth0" is what most examples have.
    const maker = found?.master && !inContainer ? undefined : found;
    return [{
      use,
      master,
      inContainer,
      makerIndex: maker ? makerIndex : -1,
      ...(maker ? { maker } : {}),
    }];
  });
}
