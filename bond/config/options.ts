/**
 * The one table of bonding options: everything that depends on an option is derived from it, the
 * schema, the encoding, the comparison of what the kernel has with what was asked, and the
 * documentation. Attributes and ranges: linux/if_link.h and drivers/net/bonding/bond_options.c.
 */

import { BOND_MODES, type BondMode, type BondOption } from "./option.ts";
import { LACP_OPTIONS } from "./options_lacp.ts";
import { MONITORING_OPTIONS } from "./options_monitoring.ts";
import { TRAFFIC_OPTIONS } from "./options_traffic.ts";
import { fromKernel, type Value, type ValueOf } from "./values.ts";

/** The option that every bond has. */
const MODE_OPTION = {
  key: "mode",
  attribute: "mode",
  kernelName: "mode",
  value: { type: "enum", names: BOND_MODES },
  changeable: "empty",
  since: "3.13",
  without: "none: required",
  description: "How frames are spread over the links, and what happens when one fails.",
} as const satisfies BondOption;

/** Every option, in the order of the documentation. */
export const BOND_OPTIONS = [
  MODE_OPTION,
  ...MONITORING_OPTIONS,
  ...TRAFFIC_OPTIONS,
  ...LACP_OPTIONS,
] as const satisfies readonly BondOption[];

/** The key of a bonding option. */
export type OptionKey = typeof BOND_OPTIONS[number]["key"];

/** Values of options; links by name. Only what was asked for is present. */
export type OptionValues = {
  [O in typeof BOND_OPTIONS[number] as O["key"]]?: ValueOf<O["value"]>;
};

/** Returns the name of the mode that the kernel has as `number`: "802.3ad" for 4. */
export function modeName(number: number): BondMode {
  const name = fromKernel(MODE_OPTION.value, number);
  if (typeof name !== "string") throw new RangeError(`Cannot name the bonding mode ${number}`);
  return name as BondMode;
}

/** Returns the options that have a value in `values`, in the order of the table. */
export function givenOptions(values: OptionValues): { option: BondOption; value: Value }[] {
  return BOND_OPTIONS.flatMap((option) => {
    const value = values[option.key];
    return value === undefined ? [] : [{ option, value }];
  });
}

/** Options that name a link. */
type LinkOptionKey = Extract<typeof BOND_OPTIONS[number], { value: { type: "link" } }>["key"];

/**
 * Returns `values` with links under the names that they have in the container, given those and the
 * ones before; and the options that name no link of the bond.
 */
export function renameLinks(
  values: OptionValues,
  links: readonly { name: string | undefined; containerName: string }[],
): { renamed: OptionValues; unknown: LinkOptionKey[] } {
  const renamed = { ...values };
  const unknown: LinkOptionKey[] = [];
  for (const key of ["primary", "activeLink"] as const satisfies readonly LinkOptionKey[]) {
    const wanted = values[key];
    if (wanted === undefined) continue;
    const link = links.find(({ containerName }) => containerName === wanted) ??
      links.find(({ name }) => name === wanted);
    if (link) renamed[key] = link.containerName;
    else unknown.push(key);
  }
  return { renamed, unknown };
}
