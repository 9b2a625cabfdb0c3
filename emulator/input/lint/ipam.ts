/** What plugins are told of addresses. */

import { isJsonObject, type JsonObject, memberOf } from "../../../cni/mod.ts";
import type { PluginUse } from "./plugin_use.ts";

/** Returns the ipam of a plugin's configuration; undefined when it has none, or none that is an object. */
export function ipamOf({ config }: Pick<PluginUse, "config">): JsonObject | undefined {
  const ipam = memberOf(config, "ipam");
  return isJsonObject(ipam) ? ipam : undefined;
}

/** Returns the type of the plugin's IPAM; "" when it has none. */
export function ipamType(use: Pick<PluginUse, "config">): string {
  const type = memberOf(ipamOf(use) ?? {}, "type");
  return typeof type === "string" ? type : "";
}
