/** Programs that a replay needs beside its plugins, and which plugins it needs. */

import type { CniVersion } from "../../../cni/mod.ts";
import { pluginsOf } from "../../input/chain/mod.ts";
import { traitsOf } from "../../input/plugins/mod.ts";
import type { PluginFacts } from "../../input/lint/mod.ts";
import { installCommand, missingPackages } from "../kernel/mod.ts";
import type { Delegate, Finding, NodeModel, PodChain } from "../../input/model.ts";
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

/** Returns a finding for each stock plugin that the chains run and that does not speak `version`. */
export function outdatedPlugins(
  chains: readonly PodChain[],
  version: CniVersion,
  facts: PluginFacts,
): Finding<"plugins-outdated">[] {
  const types = new Set(chains.flatMap(({ delegates }) => delegates).flatMap(usedTypes));
  return [...types].flatMap((type) => {
    const spoken = facts.spoken(type);
    if (!spoken || spoken.versions.includes(version)) return [];
    return [{
      code: "plugins-outdated",
      message: `this needs stock plugins that speak CNI ${version}, and ${spoken.program} speaks ` +
        `${spoken.versions.at(-1)} at most`,
      path: type,
      hint: "bond doctor --install --newest",
    }];
  });
}

/** Returns whether a plugin of the chains, as it is configured, has iptables change addresses or ports. */
export function masquerades(chains: readonly PodChain[]): boolean {
  return chains.flatMap(({ delegates }) => delegates).flatMap(pluginsOf).some((
    { type, ipMasq },
  ) => traitsOf(type).usesNetfilter || ipMasq === true);
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
