/** The configurations of bonds, as the plugin itself will read them. */

import {
  ConfigError,
  type ConfigProblem,
  describeProblem,
  parseBondConfig,
} from "../../../bond/mod.ts";
import { CniError, type JsonObject, parseNetworkConfig } from "../../../cni/mod.ts";
import type { Path } from "../manifests/mod.ts";
import type { Diagnostic } from "../model.ts";
import { bondsIn, type BondUse } from "./bond_use.ts";
import { aboutConfig, type ChainContext } from "./plugin_use.ts";

/** Warnings of the plugin that the chain knows more about. */
const SAID_ELSEWHERE = /^linksInContainer is false/;

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
      return warnings.filter((warning) => !SAID_ELSEWHERE.test(warning)).map((warning) =>
        aboutConfig(context, bond, keyPath(warning), {
          code: "bond-config",
          message: `${bond.delegate.network}: ${warning}`,
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

function refused(context: ChainContext, bond: BondUse, problem: ConfigProblem): Diagnostic {
  const { key, allowed, remedy } = problem;
  const advice = [allowed && `allowed is ${allowed}`, remedy].filter(Boolean).join("; ");
  return aboutConfig(context, bond, keyPath(key), {
    code: "bond-config",
    message: `${bond.delegate.network}: ${describeProblem(problem)}`,
    hint: advice || "the plugin will refuse it: correct the configuration",
  });
}

/** The path that a text such as "links[1].prio is out of range" begins with. */
function keyPath(text: string): Path {
  const key = /^[A-Za-z][\w.[\]]*/.exec(text)?.[0] ?? "";
  return key.split(/[.[\]]+/).filter((part) => part !== "")
    .map((part) => /^\d+$/.test(part) ? Number(part) : part);
}
