/** What is known about a bonding option, whichever it is. */

import type { BondData, BondPortChange } from "../../netlink/mod.ts";
import type { Value, ValueType } from "./values.ts";

/** The bonding modes by the kernel's names (BOND_MODE_*). */
export const BOND_MODES = {
  "balance-rr": 0,
  "active-backup": 1,
  "balance-xor": 2,
  "broadcast": 3,
  "802.3ad": 4,
  "balance-tlb": 5,
  "balance-alb": 6,
} as const;

/** The name of a bonding mode. */
export type BondMode = keyof typeof BOND_MODES;

/** A key of the configuration. */
export interface Entry {
  /** The key, in the spelling of the documentation. */
  readonly key: string;
  /** The kind of its values. */
  readonly value: ValueType;
  /** The value that the key has when it is not given. */
  readonly default?: Value;
  /** What happens without the key, where no value says it, or what that value means. */
  readonly without?: string;
  /** What it is about, in a sentence. */
  readonly description: string;
}

/** Returns what happens without a key, in words: "0: no limit". */
export function describeDefault({ default: value, without }: Entry): string {
  return [value, without].filter((part) => part !== undefined).map(String).join(": ");
}

/** One bonding option of the kernel, of which `default` is the kernel's own. */
export interface BondOption extends Entry {
  /** Other spellings of the key. */
  readonly aliases?: readonly string[];
  /** The field of `BondData`, which is the netlink attribute. */
  readonly attribute: keyof BondData;
  /** The name in sysfs and in iproute2. */
  readonly kernelName: string;
  /** Modes in which the kernel accepts the option; all when absent. */
  readonly modes?: readonly BondMode[];
  /** Modes in which the option has an effect, where it is accepted in more. */
  readonly effective?: readonly BondMode[];
  /** Another option, which must be set and not 0. */
  readonly requires?: string;
  /** The option of which the value must be a multiple, because the kernel rounds it down. */
  readonly multipleOf?: string;
  /**
   * When the kernel lets it change: "down" needs the bond down, "empty" needs it without links, "up"
   * needs it up and with its links.
   */
  readonly changeable: "always" | "down" | "empty" | "up";
  /** The kernel release that brought the netlink attribute. */
  readonly since: string;
}

/** An option that the kernel has for each link of a bond. */
export interface PortOption extends Entry {
  /** The field of `BondPortChange`, which is the netlink attribute. */
  readonly attribute: keyof BondPortChange;
  /** The kind of its values. */
  readonly value: Extract<ValueType, { type: "integer" }>;
  /** Modes in which the option means something; all when absent. */
  readonly modes?: readonly BondMode[];
  /** Whether no two links may have the same, but for 0. */
  readonly unique?: boolean;
  /** The kernel release that brought the netlink attribute. */
  readonly since: string;
}

/** The largest value of the kernel's signed 32-bit options. */
export const MAX_INT = 2147483647;
