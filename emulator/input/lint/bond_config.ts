/** The configurations of bonds, as the plugin itself will read them. */

import {
  adviceOn,
  type Complaint,
  ConfigError,
  describeProblem,
  parseBondConfig,
} from "../../../bond/mod.ts";
import { CniError, type JsonObject, parseNetworkConfig } from "../../../cni/mod.ts";
import type { Diagnostic } from "../model.ts";
import { bondsIn, type BondUse } from "./bond_use.ts";
import { aboutConfig, type ChainContext } from "./plugin_use.ts";

/** The key of a warning of the plugin that the chain knows more about. */
const SAID_ELSEWHERE = "linksInContainer";

/** Returns what the bond plugin would say of the configurations of the pod's bonds. */
export function lintBondConfigs(context: ChainContext): Diagnostic[] {
  return bondsIn(context).flatMap((bond) => {
    const { name, cniVersion } = bond.delegate.config;
    const header = {
      name: String(name ?? ""),
      cniVersion: typeof cniVersion === "string" && cniVersion !== "" ? cniVersion : "0.1.0",
      raw: completed(bond),
    };
    try {
      const { warnings } = parseBondConfig(parseNetworkConfig(header, "ADD"));
      return warnings.filter(({ key }) => key !== SAID_ELSEWHERE).map((warning) =>
        aboutConfig(context, bond, bond.outline.pathOf(warning.key), {
          code: "bond-config",
          message: `${bond.delegate.network}: ${describeProblem(warning)}`,
          hint: "",
        })
      );
    } catch (error) {
      if (error instanceof ConfigError) {
        return error.problems.map((problem) => refused(context, bond, problem));
      }
      if (!(error instanceof CniError)) throw error;
      return [refused(context, bond, { key: "", problem: error.message })];
    }
  });
}

/** What flannel adds to what it delegates is in the way of no rule. */
function completed({ config, path }: BondUse): JsonObject {
  return path.at(-1) === "delegate" ? { ...config, ipam: { type: "host-local" } } : config;
}

function refused(context: ChainContext, bond: BondUse, problem: Complaint): Diagnostic {
  return aboutConfig(context, bond, bond.outline.pathOf(problem.key), {
    code: "bond-config",
    message: `${bond.delegate.network}: ${describeProblem(problem)}`,
    hint: adviceOn(problem) || "the plugin will refuse it: correct the configuration",
  });
}
