/** From the command line to what a replay needs. */

import { resolveChains } from "../emulator/chain/mod.ts";
import { loadManifests } from "../emulator/manifests/mod.ts";
import type { Diagnostic, NodeModel, PodChain } from "../emulator/model.ts";
import {
  locateProgram,
  pluginConfigs,
  type ProgramSettings,
  selfCommand,
} from "../emulator/replay/mod.ts";

/** Returns where programs come from, as the command line says. */
export function programSettings(
  options: { plugin: Record<string, string>; cniPath: string[] },
): ProgramSettings {
  return { plugins: options.plugin, cniPath: options.cniPath, self: selfCommand() };
}

/** Returns the pods that the manifests at `paths` describe, and what there is to say about them. */
export function readPods(
  paths: readonly string[],
): { node: NodeModel; chains: PodChain[]; diagnostics: Diagnostic[] } {
  const { node, chains, diagnostics } = resolveChains(loadManifests(paths), {});
  return { node, chains, diagnostics: [...diagnostics] };
}

/** Returns a finding for each plugin type that no program can be found for. */
export function unknownTypes(
  chains: readonly PodChain[],
  programs: ProgramSettings,
): Diagnostic[] {
  return chains.flatMap(({ delegates }) => delegates).flatMap((delegate) =>
    pluginConfigs(delegate).flatMap(typesOf).flatMap((type) => {
      try {
        locateProgram(type, programs);
        return [];
      } catch {
        const { network, position } = delegate;
        return [{
          code: "unknown-plugin-type",
          severity: "error" as const,
          message: `${network} needs the plugin ${JSON.stringify(type)}: there is no program of ` +
            `that name in ${programs.cniPath.join(", ")}`,
          path: network,
          hint: `name one with --plugin ${type}=PATH, or its directory with --cni-path`,
          ...(position ? { position } : {}),
        }];
      }
    })
  );
}

/** The plugin's type, and those that it delegates to. */
function typesOf(config: Record<string, unknown>): string[] {
  const nested = [config["ipam"], config["delegate"]].flatMap((inner) =>
    typeof inner === "object" && inner !== null && "type" in inner ? [inner.type] : []
  );
  return [config["type"], ...nested].filter((type): type is string =>
    typeof type === "string" && type !== ""
  );
}
