/** Plugin types that no program can be found for, told before anything runs. */

import { pluginsOf } from "../../input/chain/mod.ts";
import { installCommand, missingPackages } from "../kernel/mod.ts";
import type { Delegate, Diagnostic, NodeModel, PodChain } from "../../input/model.ts";
import { DHCP_PROGRAM } from "../sandbox/mod.ts";
import { locateProgram, type ProgramSettings } from "./programs.ts";

/** Returns a finding for each type that a chain needs and nobody serves. */
export function missingPrograms(
  chains: readonly PodChain[],
  programs: ProgramSettings,
): Diagnostic[] {
  return chains.flatMap(({ delegates }) => delegates).flatMap((delegate) => {
    return usedTypes(delegate).filter((type) => !isServed(type, programs))
      .map((type) => missing(type, delegate, programs));
  });
}

/** Returns a finding for each host whose server cannot be run on this machine. */
export function missingServers({ hosts }: NodeModel): Diagnostic[] {
  const missing = missingPackages(["dnsmasq-base"]);
  if (missing.length === 0) return [];
  return hosts.filter(({ dhcp }) => dhcp !== undefined).map(({ name }) => ({
    code: "server-missing",
    severity: "error",
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

function isServed(type: string, programs: ProgramSettings): boolean {
  try {
    locateProgram(type, programs);
    return true;
  } catch {
    return false;
  }
}

function missing(type: string, delegate: Delegate, { cniPath }: ProgramSettings): Diagnostic {
  const { network, position } = delegate;
  return {
    code: "unknown-plugin-type",
    severity: "error",
    message: `${network} needs the plugin ${JSON.stringify(type)}; there is no program of that ` +
      `name in ${cniPath.join(", ")}`,
    path: network,
    hint: `name one with --plugin ${type}=PATH, or its folder with --cni-path`,
    ...(position ? { position } : {}),
  };
}
