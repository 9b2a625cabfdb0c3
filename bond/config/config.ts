/** From the configuration as it came to a `BondConfig` that can be trusted, or everything that is wrong with it. */

import { isSameKey, type NetworkConfig } from "../../cni/mod.ts";
import { readFields, type Values } from "./fields.ts";
import { sortKeys, type UnknownKey } from "./keys.ts";
import type { LinkConfig } from "./link_config.ts";
import type { BondMode } from "./option.ts";
import { givenOptions, type OptionValues } from "./options.ts";
import { type Complaint, ConfigError, type ConfigProblem } from "./problem.ts";
import { ruleProblems, ruleWarnings } from "./rules.ts";
import { RESTORE_KEYS, type RestoreChoice } from "./restore_keys.ts";
import { SETTINGS, type Settings } from "./settings.ts";
import { describeType, readValue } from "./values.ts";

/** A configuration without contradictions. */
export type BondConfig = Settings & {
  /** The mode and the options that were asked for. */
  options: OptionValues & { mode: BondMode };
  links: LinkConfig[];
  restore: RestoreChoice;
};

/** A configuration, and what its author should know about it. */
export interface ParsedConfig {
  /** What is to be made. */
  config: BondConfig;
  /** What works otherwise than may be expected. */
  warnings: ConfigProblem[];
}

/** What a configuration is read for: to make a bond, or to look at one that a version before this has made. */
export type Purpose = "ADD" | "CHECK";

/**
 * Returns the bond that `network` asks for. `args` are CNI_ARGS, for the MAC address. Throws
 * ConfigError, code 7, with every problem at once.
 */
export function parseBondConfig(
  network: NetworkConfig,
  args: ReadonlyMap<string, string> = new Map(),
  purpose: Purpose = "ADD",
): ParsedConfig {
  const { known, unknown } = sortKeys(network.raw);
  const { values, problems } = readFields(known);
  const mac = chooseMac(network, args, problems);
  if (mac !== undefined) values.mac = mac;
  problems.push(...networkProblems(network), ...ruleProblems(values, known));

  const withdrawn = unknown.filter(({ key }) => isSameKey(key, STATE_DIR_KEY));
  if (purpose === "ADD") problems.push(...withdrawn.map(describeWithdrawn));
  const strangers = unknown.filter((stranger) => !withdrawn.includes(stranger))
    .map(describeUnknown);
  if (values.strict) problems.push(...strangers);
  const options = optionsOf(values);
  const { mode } = options;
  const { links } = values;
  if (problems.length > 0 || mode === undefined || links === undefined) {
    throw new ConfigError(network.name, problems);
  }
  const config: BondConfig = {
    ...settingsOf(values),
    options: { ...options, mode },
    links,
    restore: values.restore ?? everything(),
  };
  const warnings = [
    ...ruleWarnings(values),
    ...strangers.map((stranger) => ({ ...stranger, problem: `${stranger.problem}: ignored` })),
  ];
  return { config, warnings: warnings.map((warning) => ({ ...warning, severity: "warning" })) };
}

/** A key that once said where records are. */
const STATE_DIR_KEY = "stateDir";

function describeWithdrawn({ key, value }: UnknownKey): Complaint {
  return {
    key,
    value,
    problem: "is not for a network's configuration to say: the node keeps its state in one place",
    remedy: "remove it; to have the records elsewhere, mount that folder at /var/lib/cni/bond",
  };
}

function describeUnknown({ key, value, near }: UnknownKey): Complaint {
  if (key === "ifname") {
    return { key, value, problem: "means nothing: the runtime names the bond (CNI_IFNAME)" };
  }
  const problem = near === undefined
    ? "is not a key of the bond"
    : `is not a key; did you mean ${near}?`;
  return { key, value, problem, remedy: "remove it, or leave strict off" };
}

/** The address of the runtime goes before that of metadata, and that before the configuration's own. */
function chooseMac(
  { args: metadata, runtimeConfig }: NetworkConfig,
  args: ReadonlyMap<string, string>,
  problems: Complaint[],
): string | undefined {
  const cni = metadata["cni"];
  const ofMetadata = typeof cni === "object" && cni !== null && "mac" in cni ? cni.mac : undefined;
  const sources = [
    ["runtimeConfig.mac", runtimeConfig["mac"]],
    ["args.cni.mac", ofMetadata],
    ["CNI_ARGS MAC", args.get("MAC")],
  ] as const;
  const source = sources.find(([, value]) => value !== undefined && value !== null && value !== "");
  if (source === undefined) return undefined;
  const [key, input] = source;
  const { value, problem } = readValue({ type: "mac" }, input);
  if (problem === undefined) return value;
  problems.push({ key, value: input, problem, allowed: describeType({ type: "mac" }) });
  return undefined;
}

function networkProblems({ ipam }: NetworkConfig): Complaint[] {
  const problems: Complaint[] = [];
  if (ipam?.type === "bond") {
    problems.push({
      key: "ipam.type",
      value: "bond",
      problem: "is not a plugin that gives addresses",
      remedy: "name an IPAM plugin such as host-local, or leave ipam out",
    });
  }
  return problems;
}

function optionsOf(values: Values): OptionValues {
  return Object.fromEntries(givenOptions(values).map(({ option, value }) => [option.key, value]));
}

/** Returns the settings in `values`, and the values that the others then have. */
export function settingsOf(values: Values): Settings {
  const settings = SETTINGS.flatMap((setting) => {
    const value = values[setting.key] ?? ("default" in setting ? setting.default : undefined);
    return value === undefined ? [] : [[setting.key, value] as const];
  });
  // The table says which keys have a value in any case.
  return Object.fromEntries(settings) as unknown as Settings;
}

function everything(): RestoreChoice {
  return Object.fromEntries(RESTORE_KEYS.map((key) => [key, true])) as RestoreChoice;
}
