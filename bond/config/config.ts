/** From the configuration as it came to a `BondConfig` that can be trusted, or everything that is wrong with it. */

import type { JsonObject, NetworkConfig } from "../../cni/mod.ts";
import { sortKeys, type UnknownKey } from "./keys.ts";
import { givenOptions, type OptionValues } from "./options.ts";
import { ConfigError, type ConfigProblem, describeProblem } from "./problem.ts";
import { ruleProblems, ruleWarnings } from "./rules.ts";
import {
  bondConfigSchema,
  type IssueParams,
  type LinkConfig,
  type MtuChoice,
  type RestoreChoice,
  type Values,
} from "./schema.ts";
import { describeType, normalizeMac, readValue } from "./values.ts";

/** Where records are kept unless the configuration says otherwise. */
export const DEFAULT_STATE_DIR = "/var/lib/cni/bond";

/** A configuration without contradictions. */
export interface BondConfig {
  /** The mode and the options that were asked for, as the kernel's numbers. */
  options: OptionValues & { mode: number };
  links: LinkConfig[];
  linksInContainer: boolean;
  mtu: MtuChoice;
  mtuPolicy: string;
  mac?: string;
  txQueueLen?: number;
  numTxQueues?: number;
  alias?: string;
  duplicateMac: string;
  allowInUse: boolean;
  /** Milliseconds; 0 for no wait. */
  waitForCarrier: number;
  waitPolicy: string;
  /** Milliseconds. */
  netlinkTimeout: number;
  /** Milliseconds; 0 for no limit. */
  ipamTimeout: number;
  announce: boolean;
  restore: RestoreChoice;
  stateDir: string;
  includeLinks: boolean;
}

/** A configuration, and what its author should know about it. */
export interface ParsedConfig {
  config: BondConfig;
  warnings: string[];
}

/**
 * Returns the bond that `network` asks for. `args` are CNI_ARGS, for the MAC address. Throws
 * ConfigError, code 7, with every problem at once.
 */
export function parseBondConfig(
  network: NetworkConfig,
  args: ReadonlyMap<string, string> = new Map(),
): ParsedConfig {
  const { known, unknown } = sortKeys(network.raw);
  const { values, problems } = readFields(known);
  const mac = chooseMac(network, args, problems);
  if (mac !== undefined) values.mac = mac;
  problems.push(...networkProblems(network), ...ruleProblems(values, known));

  const strangers = unknown.map(describeUnknown);
  if (values.strict) problems.push(...strangers);
  const options = optionsOf(values);
  const { mode } = options;
  const { links } = values;
  if (problems.length > 0 || mode === undefined || links === undefined) {
    throw new ConfigError(network.name, problems);
  }
  const config: BondConfig = {
    options: { ...options, mode },
    links,
    linksInContainer: values.linksInContainer === 1,
    mtu: values.mtu ?? 0,
    mtuPolicy: values.mtuPolicy ?? "check",
    ...(values.mac === undefined ? {} : { mac: values.mac }),
    ...(values.txQueueLen === undefined ? {} : { txQueueLen: values.txQueueLen }),
    ...(values.numTxQueues === undefined ? {} : { numTxQueues: values.numTxQueues }),
    ...(values.alias === undefined ? {} : { alias: values.alias }),
    duplicateMac: values.duplicateMac ?? "auto",
    allowInUse: values.allowInUse === 1,
    waitForCarrier: values.waitForCarrier ?? 0,
    waitPolicy: values.waitPolicy ?? "fail",
    netlinkTimeout: values.netlinkTimeout ?? 10_000,
    ipamTimeout: values.ipamTimeout ?? 0,
    announce: values.announce !== 0,
    restore: values.restore ?? { adminState: true, name: true, mac: true, mtu: true },
    stateDir: values.stateDir ?? DEFAULT_STATE_DIR,
    includeLinks: values.includeLinks === 1,
  };
  const warnings = [
    ...ruleWarnings(values),
    ...strangers.map((problem) => `${describeProblem(problem)}: ignored`),
  ];
  return { config, warnings };
}

/**
 * Returns what `raw`, a configuration that need not be valid, says in a way that ADD would accept. Keys
 * that have something wrong with them are missing.
 */
export function readLeniently(raw: JsonObject): Values {
  return readFields(sortKeys(raw).known).values;
}

function describeUnknown({ key, value, near }: UnknownKey): ConfigProblem {
  if (key === "ifname") {
    return { key, value, problem: "means nothing: the runtime names the bond (CNI_IFNAME)" };
  }
  const problem = near === undefined
    ? "is not a key of the bond"
    : `is not a key; did you mean ${near}?`;
  return { key, value, problem, remedy: "remove it, or leave strict off" };
}

function readFields(known: JsonObject): { values: Values; problems: ConfigProblem[] } {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [key, schema] of Object.entries(bondConfigSchema.shape)) {
    if (known[key] === undefined) continue;
    const read = schema.safeParse(known[key], { reportInput: true });
    if (read.success) {
      values[key] = read.data;
      continue;
    }
    for (const issue of read.error.issues) {
      const { allowed } = (issue.code === "custom" ? issue.params : {}) as IssueParams;
      problems.push({
        key: pathText([key, ...issue.path]),
        value: issue.input,
        problem: issue.message,
        ...(allowed === undefined ? {} : { allowed }),
      });
    }
  }
  // Each value was read by the schema of its key.
  return { values: values as Values, problems };
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((part, i) =>
    typeof part === "number" ? `[${part}]` : i === 0 ? String(part) : `.${String(part)}`
  ).join("");
}

/** The address of the runtime goes before that of metadata, and that before the configuration's own. */
function chooseMac(
  { args: metadata, runtimeConfig }: NetworkConfig,
  args: ReadonlyMap<string, string>,
  problems: ConfigProblem[],
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
  if (problem === undefined) return normalizeMac(value);
  problems.push({ key, value: input, problem, allowed: describeType({ type: "mac" }) });
  return undefined;
}

function networkProblems({ ipam }: NetworkConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
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
