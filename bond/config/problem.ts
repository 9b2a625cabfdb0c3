/** What is wrong with a configuration, and how it is told. */

import { CniError, CniErrorCode } from "../../cni/mod.ts";

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  /** Where: "miimon", "links[1].prio". */
  key: string;
  /** The value found; absent when the key is missing. */
  value?: unknown;
  /** A clause that follows key and value: "is out of range". */
  problem: string;
  /** The allowed values, in words. */
  allowed?: string;
  /** What to do. */
  remedy?: string;
}

/** A configuration that cannot be served, with everything that is wrong with it. */
export class ConfigError extends CniError {
  constructor(network: string, readonly problems: readonly ConfigProblem[]) {
    const found = problems.map(describeProblem).join("; ");
    const remedies = problems.flatMap(({ key, allowed, remedy }) => {
      const advice = [allowed && `allowed is ${allowed}`, remedy].filter(Boolean).join("; ");
      return advice ? [`${key}: ${advice}`] : [];
    });
    super(
      CniErrorCode.InvalidConfig,
      `invalid configuration of network "${network}": ${found}`,
      remedies.join("\n"),
    );
  }
}

/** Returns `problem` as a clause: `miimon "abc" is not a whole number`. */
export function describeProblem({ key, value, problem }: ConfigProblem): string {
  return value === undefined ? `${key} ${problem}` : `${key} ${shown(value)} ${problem}`;
}

/** Characters of a value that are shown; nobody reads more, and runtimes keep every word. */
const SHOWN = 100;

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
}
