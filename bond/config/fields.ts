/** The keys of a configuration, each read by what the tables say of it. */

import { isJsonObject, type JsonObject } from "../../cni/mod.ts";
import { type LinkConfig, readLinks } from "./link_config.ts";
import type { Entry } from "./option.ts";
import { BOND_OPTIONS, type OptionValues } from "./options.ts";
import type { Complaint } from "./problem.ts";
import { type Complain, readTyped } from "./reading.ts";
import { RESTORE_KEYS, type RestoreChoice } from "./restore_keys.ts";
import { SETTINGS, type Settings } from "./settings.ts";
import type { Value } from "./values.ts";

/** Keys with a value of one kind. */
const ENTRIES: readonly Entry[] = [...BOND_OPTIONS, ...SETTINGS];

/** Every key, in the order of the documentation. */
export const FIELD_KEYS: readonly string[] = [...ENTRIES.map(({ key }) => key), "links", "restore"];

/** Values that were read; keys that are absent, or have something wrong with them, are missing. */
export type Values =
  & OptionValues
  & Partial<Settings>
  & { links?: LinkConfig[]; restore?: RestoreChoice };

/** Returns the values of `known`, keys in the spelling of the tables, and what is wrong with them. */
export function readFields(known: JsonObject): { values: Values; problems: Complaint[] } {
  const values: Record<string, Value | LinkConfig[] | RestoreChoice> = {};
  const problems: Complaint[] = [];
  const read = <V extends Value | LinkConfig[] | RestoreChoice>(
    key: string,
    reader: (input: unknown, complain: Complain) => V | undefined,
  ) => {
    const input = known[key];
    if (input === undefined) return;
    const value = reader(input, (path, value, problem, allowed) => {
      problems.push({ key: `${key}${path}`, value, problem, allowed });
      return undefined;
    });
    if (value !== undefined) values[key] = value;
  };
  for (const { key, value } of ENTRIES) {
    read(key, (input, complain) => readTyped(value, input, "", complain));
  }
  read("links", readLinks);
  read("restore", readRestore);
  // The tables say what their keys have for values.
  return { values: values as Values, problems };
}

function readRestore(input: unknown, complain: Complain): RestoreChoice | undefined {
  if (!isJsonObject(input)) {
    const allowed = `an object with ${RESTORE_KEYS.join(", ")}, each true or false`;
    return complain("", input, "is not an object", allowed);
  }
  const entries = RESTORE_KEYS.map((key) =>
    [key, readTyped({ type: "boolean" }, input[key] ?? true, `.${key}`, complain)] as const
  );
  if (entries.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(entries) as RestoreChoice;
}
