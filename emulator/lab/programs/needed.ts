/** Programs that a replay needs beside its plugins, and which plugins it needs. */

import { pluginsOf } from "../../input/chain/mod.ts";
import { installCommand, missingPackages } from "../kernel/mod.ts";
import type { Delegate, Finding, NodeModel } from "../../input/model.ts";
import { DHCP_PROGRAM } from "../sandbox/mod.ts";

/** Returns a finding for each host whose server cannot be run on this machine. */
export function missingServers({ hosts }: NodeModel): Finding<"server-missing">[] {
  const missing = missingPackages(["dnsmasq-base"]);
  if (missing.length === 0) return [];
  return hosts.filter(({ dhcp }) => dhcp !== undefined).map(({ name }) => ({
    code: "server-missing",
    message: `${name} is a DHCP server, and ${DHCP_PROGRAM} is not installed`,
    path: name,
    hint: installCommand(missing),
  }));
}

/** Returns the types of the delegate's plugins, and of those that they delegate to, each once. */
export function usedTypes(delegate: Delegate): string[] {
  return [...new Set(pluginsOf(delegate).flatMap(typesOf))];
}

/** The plugin's type, and those of the plugins that it delegates to. */
function typesOf(config: Record<string, unknown>): string[] {
  const delegates = [config["ipam"], config["delegate"]].flatMap((inner) =>
    typeof inner === "object" && inner !== null && "type" in inner ? [inner.type] : []
  );
  return [config["type"], ...delegates].filter((type) => typeof type === "string" && type !== "")
    .map(String);
}
