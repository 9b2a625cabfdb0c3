/** What the bond plugin itself says of its configuration in a chain. */

import {
  adviceOn,
  BOND_OPTIONS,
  ConfigError,
  type ConfigProblem,
  describeProblem,
  parseBondConfig,
} from "../../../bond/mod.ts";
import { CniError, type JsonObject, OLDEST_VERSION, parseNetworkConfig } from "../../../cni/mod.ts";
import { bondsIn, type BondUse } from "./bond_use.ts";
import {
  aboutConfig,
  aboutSelection,
  argsOf,
  type ChainContext,
  passedConfig,
  type Report,
} from "./plugin_use.ts";

/** Something that works, but not as its author may expect. */
interface BondWarning {
  kind: "without-effect" | "unmonitored" | "unknown-key";
  problem: ConfigProblem;
}

/** What the plugin says of a bond. */
interface BondVerdict {
  bond: BondUse;
  problems: readonly ConfigProblem[];
  warnings: readonly BondWarning[];
}

const known = new WeakMap<ChainContext, readonly BondVerdict[]>();

/** Returns what the plugin would say of the configurations of the pod's bonds, called as the chain calls it. */
export function bondVerdicts(context: ChainContext): readonly BondVerdict[] {
  const found = known.get(context) ?? judgeBonds(context);
  known.set(context, found);
  return found;
}

function judgeBonds(context: ChainContext): BondVerdict[] {
  return bondsIn(context).map((bond) => {
    const { name, cniVersion } = labelOf(bond);
    try {
      const raw = { ...completed(bond), name, cniVersion };
      const network = parseNetworkConfig({ name, cniVersion, raw }, "ADD");
      const { warnings } = parseBondConfig(network, argsOf(bond.delegate));
      return {
        bond,
        problems: [],
        warnings: warnings.flatMap((problem) => kindOf(problem).map((kind) => ({ kind, problem }))),
      };
    } catch (error) {
      if (error instanceof ConfigError) return { bond, problems: error.problems, warnings: [] };
      if (!(error instanceof CniError)) throw error;
      const problem = { key: "", severity: "error", problem: error.message } as const;
      return { bond, problems: [problem], warnings: [] };
    }
  });
}

/** The list's name and version go before a plugin's own. */
function labelOf({ delegate: { config, cniName } }: BondUse) {
  const { cniVersion } = config;
  return {
    name: cniName,
    cniVersion: typeof cniVersion === "string" && cniVersion !== "" ? cniVersion : OLDEST_VERSION,
  };
}

/** As the runtime passes it on; what flannel adds to what it delegates is in the way of no rule. */
function completed(bond: BondUse): JsonObject {
  const { config, path } = bond;
  return path.at(-1) === "delegate"
    ? { ...config, ipam: { type: "host-local" } }
    : passedConfig(bond);
}

function kindOf({ key }: ConfigProblem): BondWarning["kind"][] {
  if (key === "linksInContainer") return []; // The chain knows more about it.
  if (key === "miimon") return ["unmonitored"];
  return [BOND_OPTIONS.some((option) => option.key === key) ? "without-effect" : "unknown-key"];
}

/** Returns a report about the key of a bond's configuration that the plugin names. */
export function aboutBondKey(
  context: ChainContext,
  bond: BondUse,
  problem: ConfigProblem,
): Report {
  const { key } = problem;
  const words = {
    message: `${bond.delegate.network}: ${describeProblem(problem)}`,
    hint: adviceOn(problem) || "the plugin will refuse it: correct the configuration",
  };
  const isAsked = key.startsWith("runtimeConfig.") || key.startsWith("CNI_ARGS");
  return isAsked
    ? aboutSelection(context, bond.delegate, words)
    : aboutConfig(context, bond, bond.outline.pathOf(key), words);
}
