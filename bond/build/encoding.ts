/** Options on their way to the kernel and back. Pure. */

import type { BondData } from "../../netlink/mod.ts";
import {
  type BondOption,
  formatValue,
  fromKernel,
  givenOptions,
  type OptionValues,
  toKernel,
  type Value,
} from "../config/mod.ts";

/** Returns the index of the link that has, or will have, the name `name` in the container. */
export type IndexOf = (name: string) => number | undefined;

/** Options of which the kernel wants the bond up first: they cannot be part of its creation. */
const AFTER_UP: BondOption["changeable"] = "up";

/** Returns `options` as the data that a bond is created with. */
export function encodeOptions(options: OptionValues, indexOf: IndexOf): BondData {
  const fields = givenOptions(options)
    .filter(({ option }) => option.changeable !== AFTER_UP)
    .map(({ option, value }) => [option.attribute, encode(option, value, indexOf)] as const);
  // The table pairs each attribute with the type that its field has.
  return Object.fromEntries(fields) as BondData;
}

/** An option that is not as it was asked for. */
interface OptionDifference {
  option: BondOption;
  wanted: string;
  /** Undefined when the kernel does not say; it then does not know the option. */
  actual: string | undefined;
}

/**
 * Returns the options that the bond does not have as asked. Two are no difference: who is active,
 * which the kernel decides from then on, and what it keeps from those who may not administrate.
 */
export function optionDifferences(
  options: OptionValues,
  actual: BondData,
  indexOf: IndexOf,
): OptionDifference[] {
  return givenOptions(options).flatMap(({ option, value }) => {
    if (option.changeable === AFTER_UP) return [];
    const wanted = encode(option, value, indexOf);
    // Only `adInfo` is no value, and that is no option.
    const found = actual[option.attribute] as Exclude<Value, boolean> | undefined;
    if (found === undefined && isPrivileged(option)) return [];
    if (String(found) === String(wanted)) return [];
    return [{
      option,
      wanted: formatValue(value),
      actual: formatFound(option, found),
    }];
  });
}

/** Returns a difference as a clause: "lacpRate is slow instead of fast". */
export function describeDifference({ option, wanted, actual }: OptionDifference): string {
  return actual === undefined
    ? `${option.key} ${wanted} is unknown to this kernel (it came with Linux ${option.since})`
    : `${option.key} is ${actual} instead of ${wanted}`;
}

function encode(option: BondOption, value: Value, indexOf: IndexOf): Exclude<Value, boolean> {
  if (option.value.type === "link") return indexOf(String(value)) ?? 0;
  return toKernel(option.value, value);
}

/** The kernel is silent about options that it does not know, and about a link that is not there. */
function formatFound(
  { value: type }: BondOption,
  found: Exclude<Value, boolean> | undefined,
): string | undefined {
  if (type.type === "link") return found === undefined ? "none" : `link ${found}`;
  return found === undefined ? undefined : formatValue(fromKernel(type, found));
}

/** The kernel shows these only to CAP_NET_ADMIN of its first user namespace (bond_fill_info). */
function isPrivileged({ attribute }: BondOption): boolean {
  return attribute === "adActorSysPrio" || attribute === "adUserPortKey" ||
    attribute === "adActorSystem";
}
